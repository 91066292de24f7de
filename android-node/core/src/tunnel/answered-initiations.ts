import { bytesEqual, hexEncode } from '@ntmobile/shared';
import type { TimerTable } from '../timing/timer-table.ts';

const KEPT_MS = 5_000;
const LARGEST_NUMBER = 1_024;
// Message 1 (WireGuard whitepaper 5.4.2): the initiator's ephemeral key, and where mac2 begins.
const EPHEMERAL_START = 8;
const EPHEMERAL_END = 40;
const MAC2_START = 132;

/** Messages 1 that were answered: a copy equal in all bytes before mac2 gets the same message 2. */
export class AnsweredInitiations {
  readonly #timers: TimerTable;
  readonly #answers = new Map<string, { initiation: Uint8Array; response: Uint8Array }>();

  constructor(timers: TimerTable) {
    this.#timers = timers;
  }

  remember(initiation: Uint8Array, response: Uint8Array, now: number): void {
    if (this.#answers.size >= LARGEST_NUMBER) return;
    const key = keyOf(initiation);
    this.#answers.set(key, { initiation, response });
    this.#timers.arm('tunnelAnswerMemory', key, now + KEPT_MS);
  }

  /** The message 2 that this very message 1 got before. */
  find(initiation: Uint8Array): Uint8Array | undefined {
    const known = this.#answers.get(keyOf(initiation));
    const same =
      known !== undefined &&
      bytesEqual(known.initiation.subarray(0, MAC2_START), initiation.subarray(0, MAC2_START));
    return same ? known.response : undefined;
  }

  /** The `tunnelAnswerMemory` timer of a key. */
  expired(key: string): void {
    this.#answers.delete(key);
  }
}

function keyOf(initiation: Uint8Array): string {
  return hexEncode(initiation.subarray(EPHEMERAL_START, EPHEMERAL_END));
}
