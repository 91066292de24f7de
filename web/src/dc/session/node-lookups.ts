import { type ConsumedInitiation, type Endpoint, hexEncode } from '@ntmobile/shared';
import type { DcServices } from '../services.ts';
import { TIMING } from '../timing.ts';

/** A message 1 whose sender holds the static key; it may still be a replay. */
export interface ProvenInitiation {
  readonly message: Uint8Array;
  readonly source: Endpoint;
  readonly consumed: ConsumedInitiation;
}

interface Waiting extends ProvenInitiation {
  readonly at: number;
}

/** Messages 1 of unknown static keys, each of which is looked up once, at most 50 in a second. */
export class NodeLookups {
  readonly #services: DcServices;
  readonly #waiting = new Map<string, Waiting>();
  #windowStart = Number.NEGATIVE_INFINITY;
  #asked = 0;

  constructor(services: DcServices) {
    this.#services = services;
  }

  /** Asks for the node of this key, unless that is under way; the newest message 1 waits. */
  ask(initiation: ProvenInitiation, now: number): void {
    const staticKey = initiation.consumed.remotePublicKey;
    const key = hexEncode(staticKey);
    if (this.#waiting.has(key)) this.#services.counters.add('droppedUnknownKey');
    else if (!this.#mayAsk(now)) {
      this.#services.counters.add('droppedUnknownKey');
      return;
    } else this.#services.outputs.emit({ kind: 'loadNode', staticKey });
    this.#waiting.set(key, { ...initiation, at: now });
  }

  /** The message 1 that waited for this key and is not too old. */
  take(staticKey: Uint8Array, now: number): ProvenInitiation | undefined {
    const key = hexEncode(staticKey);
    const waiting = this.#waiting.get(key);
    this.#waiting.delete(key);
    if (waiting === undefined) return undefined;
    if (now - waiting.at <= TIMING.lookupKept) return waiting;
    this.#services.counters.add('droppedUnknownKey');
    return undefined;
  }

  #mayAsk(now: number): boolean {
    if (now - this.#windowStart >= 1000) {
      this.#windowStart = now;
      this.#asked = 0;
    }
    this.#asked += 1;
    return this.#asked <= TIMING.lookupsPerSecond;
  }
}
