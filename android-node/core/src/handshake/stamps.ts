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

/**
 * The stamps of messages 1: our own, which never go back over restarts and wrong clocks, and the last one accepted
 * from each static key. Both are stored before they have an effect outside.
 */
export class Stamps {
  readonly #outputs: OutputQueue;
  #wallClockOffsetMs = 0;
  #last: Tai64n | undefined;
  readonly #accepted = new Map<string, Tai64n>();

  constructor(outputs: OutputQueue) {
    this.#outputs = outputs;
  }

  /** Takes over what was stored, and the wall clock at `now`. */
  start(wallClockMs: number, state: Readonly<Record<string, string>>, now: number): void {
    this.#wallClockOffsetMs = wallClockMs - now;
    for (const [key, value] of Object.entries(state)) {
      if (key === OWN_KEY) this.#last = hexDecode(value);
      else if (key.startsWith(PEER_PREFIX)) this.#accepted.set(key, hexDecode(value));
    }
  }

  /** Our next stamp: the wall clock's, or the one after the last where the clock went back. */
  next(now: number): Tai64n {
    this.#last = tai64nAfter(now + this.#wallClockOffsetMs, this.#last);
    this.#outputs.emit({ kind: 'saveState', key: OWN_KEY, value: hexEncode(this.#last) });
    return this.#last;
  }

  /** True when the stamp is above the last accepted one of this key; it is the last accepted one from then on. */
  accept(staticKey: Uint8Array, stamp: Tai64n): boolean {
    const key = PEER_PREFIX + base64UrlEncode(staticKey);
    if (!isLaterTai64n(stamp, this.#accepted.get(key))) return false;
    this.#accepted.set(key, stamp);
    this.#outputs.emit({ kind: 'saveState', key, value: hexEncode(stamp) });
    return true;
  }
}
