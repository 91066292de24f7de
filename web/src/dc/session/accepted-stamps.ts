import { hexEncode, isLaterTai64n, type Tai64n } from '@ntmobile/shared';
import type { NodeProfile } from '../directory/node-profile.ts';

/** The stamp of the last accepted message 1 of each static key; it only rises. */
export class AcceptedStamps {
  readonly #stamps = new Map<string, Tai64n>();

  /** What the store knows of a node's key. */
  learn({ staticKey, lastStamp }: NodeProfile): void {
    if (lastStamp !== undefined) this.accept(staticKey, lastStamp);
  }

  /** Takes a stamp over; false, and no change, when it is not above the last one. */
  accept(staticKey: Uint8Array, stamp: Tai64n): boolean {
    const key = hexEncode(staticKey);
    if (!isLaterTai64n(stamp, this.#stamps.get(key))) return false;
    this.#stamps.set(key, stamp);
    return true;
  }
}
