import { bytesEqual } from '@ntmobile/shared';
import type { TimerTable } from '../timing/timer-table.ts';

const KEPT_MS = 10_000;

interface Answered {
  readonly request: Uint8Array;
  readonly answer: Uint8Array;
}

/** Answers to the coordinator's requests: a repeat gets the same answer and has no second effect. */
export class AnswerMemory {
  readonly #timers: TimerTable;
  readonly #answers = new Map<number, Answered>();

  constructor(timers: TimerTable) {
    this.#timers = timers;
  }

  /** The answer that this very request got; another request under the same number is a restarted coordinator's. */
  find(transaction: number, request: Uint8Array): Uint8Array | undefined {
    const known = this.#answers.get(transaction);
    return known !== undefined && bytesEqual(known.request, request) ? known.answer : undefined;
  }

  remember(transaction: number, answered: Answered, now: number): void {
    this.#answers.set(transaction, answered);
    this.#timers.arm('answerMemory', transaction, now + KEPT_MS);
  }

  /** The `answerMemory` timer of a transaction. */
  expired(transaction: number): void {
    this.#answers.delete(transaction);
  }
}
