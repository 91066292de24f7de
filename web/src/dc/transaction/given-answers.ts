import { bytesEqual } from '@ntmobile/shared';
import { TIMING } from '../timing.ts';

interface Given {
  readonly request: Uint8Array;
  /** Absent while the work is under way. */
  readonly answer: Uint8Array | undefined;
  readonly until: number;
}

/** Most answers that are kept, of all nodes together. */
const LIMIT = 65_536;

/** What a request is to the answers given so far. */
export type RequestNovelty =
  | { readonly kind: 'new' }
  | { readonly kind: 'underWay' }
  | { readonly kind: 'answered'; readonly answer: Uint8Array };

/** Answers to requests of nodes, kept 10 s: a repeat gets the same answer and has no second effect. */
export class GivenAnswers {
  // All live equally long, so the first entries expire first.
  readonly #answers = new Map<string, Given>();

  get size(): number {
    return this.#answers.size;
  }

  /** Whether this very request came before; another one under the same number is of a node that started anew. */
  find(nodeId: string, transaction: number, request: Uint8Array, now: number): RequestNovelty {
    const given = this.#answers.get(keyOf(nodeId, transaction));
    if (given === undefined || given.until <= now || !bytesEqual(given.request, request))
      return { kind: 'new' };
    return given.answer === undefined ? { kind: 'underWay' } : { kind: 'answered', answer: given.answer };
  }

  /** Remembers a request whose answer follows later. */
  begin(nodeId: string, transaction: number, request: Uint8Array, now: number): void {
    this.#dropOldest(now);
    const key = keyOf(nodeId, transaction);
    this.#answers.delete(key);
    this.#answers.set(key, { request, answer: undefined, until: now + TIMING.answerKept });
  }

  /** The answer to a request that was begun. */
  complete(nodeId: string, transaction: number, answer: Uint8Array): void {
    const key = keyOf(nodeId, transaction);
    const given = this.#answers.get(key);
    if (given !== undefined) this.#answers.set(key, { ...given, answer });
  }

  #dropOldest(now: number): void {
    for (const [key, { until }] of this.#answers) {
      if (until > now && this.#answers.size < LIMIT) return;
      this.#answers.delete(key);
    }
  }
}

function keyOf(nodeId: string, transaction: number): string {
  return `${nodeId} ${transaction}`;
}
