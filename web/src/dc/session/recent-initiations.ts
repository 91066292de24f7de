import { hexEncode, isRepeat, MAC_LENGTH } from '@ntmobile/shared';
import { TIMING } from '../timing.ts';

interface Recent<Outcome> {
  readonly message: Uint8Array;
  readonly outcome: Outcome;
  readonly until: number;
}

/** Messages 1 of the last 5 s and what became of each: a copy meets the same and costs no multiplication. */
export class RecentInitiations<Outcome> {
  // All live equally long, so the first entries expire first.
  readonly #byMac1 = new Map<string, Recent<Outcome>>();
  readonly #largest: number;

  /** @param largest how many are kept; one more pushes out the oldest */
  constructor(largest = Number.POSITIVE_INFINITY) {
    this.#largest = largest;
  }

  remember(message: Uint8Array, outcome: Outcome, now: number): void {
    this.#makeRoom(now);
    const key = keyOf(message);
    // At the end of the order, also where it replaces an older one.
    this.#byMac1.delete(key);
    this.#byMac1.set(key, { message, outcome, until: now + TIMING.initiationCopyKept });
  }

  /** What became of the message 1 that equals this one in all bytes before mac2. */
  find(message: Uint8Array, now: number): Outcome | undefined {
    const recent = this.#byMac1.get(keyOf(message));
    if (recent === undefined || recent.until <= now || !isRepeat(message, recent.message)) return undefined;
    return recent.outcome;
  }

  #makeRoom(now: number): void {
    for (const [key, { until }] of this.#byMac1) {
      if (until > now && this.#byMac1.size < this.#largest) return;
      this.#byMac1.delete(key);
    }
  }
}

function keyOf(message: Uint8Array): string {
  return hexEncode(message.subarray(-2 * MAC_LENGTH, -MAC_LENGTH));
}
