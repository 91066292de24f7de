import { parseNodeId, signNodeRecord } from '@ntmobile/shared';
import type { NodeProfile } from '../directory/node-profile.ts';
import type { DcServices } from '../services.ts';
import { TIMING } from '../timing.ts';

interface Issued {
  readonly profile: NodeProfile;
  readonly record: Uint8Array;
  /** Unix milliseconds. */
  readonly issued: number;
}

/** Signed records of nodes. One is used for half of its life, so that whoever gets it has the other half. */
export class NodeRecords {
  readonly #services: DcServices;
  readonly #issued = new Map<string, Issued>();

  constructor(services: DcServices) {
    this.#services = services;
  }

  /** The record of a node as its profile is now, valid for at least 5 minutes. */
  recordOf(profile: NodeProfile, now: number): Uint8Array {
    const at = this.#services.clock.at(now);
    const known = this.#issued.get(profile.id);
    const age = at - (known?.issued ?? Number.NEGATIVE_INFINITY);
    if (known?.profile === profile && age >= 0 && age < TIMING.recordReuse) return known.record;
    const record = this.#sign(profile, at);
    this.#issued.set(profile.id, { profile, record, issued: at });
    return record;
  }

  forget(nodeId: string): void {
    this.#issued.delete(nodeId);
  }

  #sign(profile: NodeProfile, issued: number): Uint8Array {
    const { name, staticKey, addresses, prefixes } = profile;
    const { realm, sign } = this.#services;
    const nodeId = parseNodeId(profile.id);
    const expires = issued + TIMING.recordLife;
    return signNodeRecord(
      { realm: realm.domain, nodeId, name, staticKey, addresses, prefixes, issued, expires },
      sign,
    );
  }
}
