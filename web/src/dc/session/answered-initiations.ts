import { hexEncode, isRepeat, MAC_LENGTH } from '@ntmobile/shared';
import { TIMING } from '../timing.ts';

interface Answered {
  readonly message: Uint8Array;
  readonly response: Uint8Array;
  readonly until: number;
}

/** Messages 1 that were answered in the last 5 s: a copy gets the same message 2 and changes nothing. */
export class AnsweredInitiations {
  // All live equally long, so the first entries expire first.
  readonly #byMac1 = new Map<string, Answered>();

  remember(message: Uint8Array, response: Uint8Array, now: number): void {
    this.#dropExpired(now);
    this.#byMac1.set(keyOf(message), { message, response, until: now + TIMING.initiationCopyKept });
  }

  /** Message 2 of a message 1 that equals this one in all bytes before mac2. */
  find(message: Uint8Array, now: number): Uint8Array | undefined {
    const answered = this.#byMac1.get(keyOf(message));
    if (answered === undefined || answered.until <= now || !isRepeat(message, answered.message))
      return undefined;
    return answered.response;
  }

  #dropExpired(now: number): void {
    for (const [key, { until }] of this.#byMac1) {
      if (until > now) return;
      this.#byMac1.delete(key);
    }
  }
}

function keyOf(message: Uint8Array): string {
  return hexEncode(message.subarray(-2 * MAC_LENGTH, -MAC_LENGTH));
}
