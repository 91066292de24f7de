/** Counters this far below the highest seen are still told apart; everything older is refused. */
export const REPLAY_WINDOW = 8160;

const WORD_BITS = 32n;
const WORDS = 256n;

/**
 * Which counters of one receiving key have been seen (RFC 6479's ring of bits). A new window has seen none.
 * Ask `admits` before opening a packet and call `accept` only after it authenticated, so that a forged
 * counter cannot move the window.
 */
export class ReplayWindow {
  /** Bit `counter % 32` of word `counter / 32 % 256`; words ahead of the highest counter are stale. */
  readonly #words = new Uint32Array(Number(WORDS));
  #highest = -1n;

  /** Highest counter accepted; -1 before the first. */
  get highest(): bigint {
    return this.#highest;
  }

  /** True when this counter is new and not too old. */
  admits(counter: bigint): boolean {
    if (counter > this.#highest) return true;
    if (this.#highest - counter > BigInt(REPLAY_WINDOW)) return false;
    return ((this.#words[wordOf(counter)] as number) & bitOf(counter)) === 0;
  }

  /** Marks a counter as seen; false, and no change, when it is not admitted. */
  accept(counter: bigint): boolean {
    if (!this.admits(counter)) return false;
    if (counter > this.#highest) this.#advance(counter);
    this.#words[wordOf(counter)] = (this.#words[wordOf(counter)] as number) | bitOf(counter);
    return true;
  }

  #advance(counter: bigint): void {
    const from = this.#highest < 0n ? 0n : this.#highest / WORD_BITS + 1n;
    const to = counter / WORD_BITS;
    if (to - from >= WORDS) this.#words.fill(0);
    else for (let word = from; word <= to; word++) this.#words[Number(word % WORDS)] = 0;
    this.#highest = counter;
  }
}

function wordOf(counter: bigint): number {
  return Number((counter / WORD_BITS) % WORDS);
}

function bitOf(counter: bigint): number {
  return 1 << Number(counter % WORD_BITS);
}
