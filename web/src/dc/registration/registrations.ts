import type {
  Endpoint,
  KeepAlive,
  KeepAliveAnswer,
  RegistrationRequest,
  RegistrationResponse,
} from '@ntmobile/shared';
import type { NodeProfile } from '../directory/node-profile.ts';
import type { DcServices } from '../services.ts';
import { TIMING } from '../timing.ts';
import type { LeaseTable } from './lease-table.ts';
import type { NodeRecords } from './node-records.ts';

const LEASE_SECONDS = TIMING.lease / 1000;

/** Nodes that say where they are, and that they still are. */
export class Registrations {
  readonly #services: DcServices;
  readonly #leases: LeaseTable;
  readonly #records: NodeRecords;

  constructor(services: DcServices, parts: { readonly leases: LeaseTable; readonly records: NodeRecords }) {
    this.#services = services;
    this.#leases = parts.leases;
    this.#records = parts.records;
  }

  register(
    profile: NodeProfile,
    request: RegistrationRequest,
    source: Endpoint,
    now: number,
  ): RegistrationResponse {
    const { candidates, capabilities, bootId, agent, transaction } = request;
    this.#leases.register(profile.id, { candidates, capabilities, bootId, agent, transaction }, source, now);
    this.#services.counters.add('registrations');
    const { domain, prefixes, resolvers } = this.#services.realm;
    return {
      kind: 'registrationResponse',
      transaction,
      record: this.#records.recordOf(profile, now),
      realmDomain: domain,
      realmPrefixes: prefixes,
      resolvers,
      ...this.#presentFacts(source, now),
    };
  }

  /** Extends the lease, or says that there is none. */
  keepAlive(profile: NodeProfile, request: KeepAlive, source: Endpoint, now: number): KeepAliveAnswer {
    return {
      kind: 'keepAliveAnswer',
      transaction: request.transaction,
      registrationRequired: !this.#leases.extend(profile.id, now),
      ...this.#presentFacts(source, now),
    };
  }

  #presentFacts(observed: Endpoint, now: number) {
    const serverTime = this.#services.clock.at(now);
    return { observed, leaseSeconds: LEASE_SECONDS, serverTime, relayCredentials: [] } as const;
  }
}
