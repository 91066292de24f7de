import { base64UrlEncode, compareBytes, hexDecode, hexEncode } from '@ntmobile/shared';
import type { OutputQueue } from '../output-queue.ts';

/** TAI64N of 1970-01-01 as WireGuard counts it: 2^62 + 10 s. */
const TAI64_EPOCH_SECONDS = 2n ** 62n + 10n;
/** WireGuard's own implementations hide the lower 24 bits of the nanoseconds, and so does a step of ours. */
const STEP_NANOSECONDS = 1n << 24n;

const OWN_KEY = 'stamp/own';
const PEER_PREFIX = 'stamp/peer/';

/**
 * The stamps of messages 1: our own, which never go back over restarts and wrong clocks, and the last one accepted
 * from each static key. Both are stored before they have an effect outside.
 */
export class Stamps {
  readonly #outputs: OutputQueue;
  #wallClockOffsetMs = 0;
  #lastNanoseconds = 0n;
  readonly #accepted = new Map<string, Uint8Array>();

  constructor(outputs: OutputQueue) {
    this.#outputs = outputs;
  }

  /** Takes over what was stored, and the wall clock at `now`. */
  start(wallClockMs: number, state: Readonly<Record<string, string>>, now: number): void {
    this.#wallClockOffsetMs = wallClockMs - now;
    for (const [key, value] of Object.entries(state)) {
      if (key === OWN_KEY) this.#lastNanoseconds = BigInt(value);
      else if (key.startsWith(PEER_PREFIX)) this.#accepted.set(key, hexDecode(value));
    }
  }

  /** Our next stamp (12 bytes): the wall clock, or one step after the last one where the clock went back. */
  next(now: number): Uint8Array {
    const wall = (BigInt(Math.trunc(now + this.#wallClockOffsetMs)) * 1_000_000n) & ~(STEP_NANOSECONDS - 1n);
    const following = this.#lastNanoseconds + STEP_NANOSECONDS;
    this.#lastNanoseconds = wall > following ? wall : following;
    this.#outputs.emit({ kind: 'saveState', key: OWN_KEY, value: this.#lastNanoseconds.toString() });
    return encodeTai64n(this.#lastNanoseconds);
  }

  /** True when the stamp is above the last accepted one of this key; it is the last accepted one from then on. */
  accept(staticKey: Uint8Array, stamp: Uint8Array): boolean {
    const key = PEER_PREFIX + base64UrlEncode(staticKey);
    const last = this.#accepted.get(key);
    if (last !== undefined && compareBytes(stamp, last) <= 0) return false;
    this.#accepted.set(key, stamp);
    this.#outputs.emit({ kind: 'saveState', key, value: hexEncode(stamp) });
    return true;
  }
}

function encodeTai64n(nanoseconds: bigint): Uint8Array {
  const stamp = new Uint8Array(12);
  const view = new DataView(stamp.buffer);
  view.setBigUint64(0, TAI64_EPOCH_SECONDS + nanoseconds / 1_000_000_000n);
  view.setUint32(8, Number(nanoseconds % 1_000_000_000n));
  return stamp;
}
