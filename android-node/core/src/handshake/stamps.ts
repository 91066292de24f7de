import {
  base64UrlEncode,
  hexDecode,
  hexEncode,
  isLaterTai64n,
  type Tai64n,
  tai64nAfter,
} from '@ntmobile/shared';
import type { OutputQueue } from '../output-queue.ts';

const OWN_KEY = 'stamp/own';
const PEER_PREFIX = 'stamp/peer/';
/** How far the stored bound is ahead, and how near it may come: a coordinator's session is renewed each 120 s. */
const BOUND_AHEAD_S = 300n;
const BOUND_NEAR_S = 150n;

/**
 * The stamps of messages 1: our own, which never go back over restarts and wrong clocks, and the last one accepted
 * from each static key.
 *
 * Stored of our own is a bound that none of this run has reached, minutes ahead: it is renewed long before, so that
 * a handshake hardly ever waits for the disk. An accepted stamp that a crash took costs one answer to a replay, which
 * makes no session that carries anything.
 */
export class Stamps {
  readonly #outputs: OutputQueue;
  #wallClockOffsetMs = 0;
  #last: Tai64n | undefined;
  #bound: Tai64n | undefined;
  readonly #accepted = new Map<string, Tai64n>();

  constructor(outputs: OutputQueue) {
    this.#outputs = outputs;
  }

  /** Takes over what was stored, and the wall clock at `now`. */
  start(wallClockMs: number, state: Readonly<Record<string, string>>, now: number): void {
    this.#wallClockOffsetMs = wallClockMs - now;
    for (const [key, value] of Object.entries(state)) {
      if (key === OWN_KEY) this.#last = this.#bound = hexDecode(value);
      else if (key.startsWith(PEER_PREFIX)) this.#accepted.set(key, hexDecode(value));
    }
  }

  /** Our next stamp: the wall clock's, or the one after the last where the clock went back. */
  next(now: number): Tai64n {
    const stamp = tai64nAfter(now + this.#wallClockOffsetMs, this.#last);
    this.#last = stamp;
    if (!isLaterTai64n(this.#bound ?? stamp, stamp)) this.#moveBound(stamp, 'now');
    else if (!isLaterTai64n(this.#bound ?? stamp, laterBy(stamp, BOUND_NEAR_S)))
      this.#moveBound(stamp, 'soon');
    return stamp;
  }

  #moveBound(stamp: Tai64n, urgency: 'now' | 'soon'): void {
    this.#bound = laterBy(stamp, BOUND_AHEAD_S);
    this.#outputs.emit({ kind: 'saveState', key: OWN_KEY, value: hexEncode(this.#bound), urgency });
  }

  /** True when the stamp is above the last accepted one of this key. */
  isNew(staticKey: Uint8Array, stamp: Tai64n): boolean {
    return isLaterTai64n(stamp, this.#accepted.get(acceptedKey(staticKey)));
  }

  /** True when the stamp is new; it is the last accepted one from then on. */
  accept(staticKey: Uint8Array, stamp: Tai64n): boolean {
    if (!this.isNew(staticKey, stamp)) return false;
    const key = acceptedKey(staticKey);
    this.#accepted.set(key, stamp);
    this.#outputs.emit({ kind: 'saveState', key, value: hexEncode(stamp), urgency: 'soon' });
    return true;
  }
}

function acceptedKey(staticKey: Uint8Array): string {
  return PEER_PREFIX + base64UrlEncode(staticKey);
}

/** A stamp so many seconds later: they are its first eight bytes, big-endian. */
function laterBy(stamp: Tai64n, seconds: bigint): Tai64n {
  const later = Uint8Array.from(stamp);
  const view = new DataView(later.buffer);
  view.setBigUint64(0, view.getBigUint64(0) + seconds);
  return later;
}
