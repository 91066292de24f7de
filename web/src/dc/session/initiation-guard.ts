import {
  carriesMac2,
  cookieOf,
  createCookieReply,
  type Endpoint,
  formatEndpoint,
  hasValidMac1,
  hasValidMac2,
  type MacKeys,
  macKeysOf,
} from '@ntmobile/shared';
import type { DcServices } from '../services.ts';
import { TIMING } from '../timing.ts';
import { LoadMeter } from './load-meter.ts';
import { SourceBuckets } from './source-buckets.ts';

/** What each source may have while the coordinator is under load. */
const UNPROVEN_RATE = { perSecond: 20, burst: 5 } as const;
const PROVEN_RATE = { perSecond: 500, burst: 500 } as const;

/**
 * A message 1 that turns out to be forged, a replay or of a key that is no node's weighs as many: honest nodes hardly send
 * one, each costs multiplications, and a machine that is busy with them never counts 500 a second.
 */
const WASTED_WEIGHT = 20;

/**
 * What a message 1 passes before it costs a multiplication: mac1 always; above 500 a second also mac2, which proves
 * its source, and a limit for each source. Without mac2 it gets a cookie instead, 20 a second for each source.
 */
export class InitiationGuard {
  readonly #services: DcServices;
  readonly #macKeys: MacKeys;
  readonly #load = new LoadMeter(TIMING.unprovenPerSecond);
  readonly #unproven: SourceBuckets;
  readonly #proven: SourceBuckets;
  #secret: { readonly bytes: Uint8Array; readonly until: number } | undefined;

  constructor(services: DcServices) {
    this.#services = services;
    this.#macKeys = macKeysOf(services.primitives, services.keys.publicKey);
    const seed = new DataView(services.randomBytes(4).buffer).getUint32(0);
    this.#unproven = new SourceBuckets(UNPROVEN_RATE, { seed });
    this.#proven = new SourceBuckets(PROVEN_RATE, { seed });
  }

  /** True when mac1 of a message 1 or 2 is right; counts it otherwise. */
  hasMac1(message: Uint8Array): boolean {
    const valid = hasValidMac1(this.#services.primitives, this.#macKeys.mac1Key, message);
    if (!valid) this.#services.counters.add('droppedBadMac1');
    return valid;
  }

  /** True when a message 1 whose mac1 is right may be worked on; answers or counts it otherwise. */
  admits(message: Uint8Array, source: Endpoint, now: number): boolean {
    if (!this.#load.add(now)) return true;
    const proven = carriesMac2(message) && this.#isProven(message, source, now);
    const buckets = proven ? this.#proven : this.#unproven;
    if (!buckets.take(source.address, now)) {
      this.#services.counters.add('droppedOverLimit');
      return false;
    }
    if (!proven) this.#giveCookie(message, source, now);
    return proven;
  }

  /** What passed was not authentic, a replay, or of nobody. */
  wasted(now: number): void {
    this.#load.add(now, WASTED_WEIGHT);
  }

  #isProven(message: Uint8Array, source: Endpoint, now: number): boolean {
    return hasValidMac2(this.#services.primitives, this.#cookieOf(source, now), message);
  }

  #cookieOf(source: Endpoint, now: number): Uint8Array {
    return cookieOf(this.#services.primitives, this.#currentSecret(now), source);
  }

  #giveCookie(message: Uint8Array, source: Endpoint, now: number): void {
    const { primitives, randomBytes, outputs, counters } = this.#services;
    const { cookieKey } = this.#macKeys;
    const cookie = this.#cookieOf(source, now);
    const datagram = createCookieReply(primitives, { cookieKey, message, cookie, nonce: randomBytes(24) });
    counters.add('cookieRepliesSent');
    counters.add('packetsSent');
    outputs.emit({ kind: 'sendPacket', destination: formatEndpoint(source), datagram });
  }

  #currentSecret(now: number): Uint8Array {
    if (this.#secret === undefined || this.#secret.until <= now)
      this.#secret = { bytes: this.#services.randomBytes(32), until: now + TIMING.cookieLife };
    return this.#secret.bytes;
  }
}
