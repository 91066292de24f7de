/** A call that is still under way after this is waited for no longer: what hangs must not hold up all that follow. */
const HANGS_MS = 30_000;

/** What is called; where it gives a promise, it is under way until that settles. */
type Call = () => unknown;

/**
 * Calls that are asked for often and made at most once in a time: the first after a calm at once, the last for certain.
 * One that is asked for while another is under way is made after it, so that a slow one has the time to end.
 */
export class SpacedCalls {
  /** By the clock that is never set: a page must not stand still for as long as the machine's was set back. */
  #lastAt: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isUnderWay = false;
  /** Asks for what was asked for while a call is under way. */
  #askAgain: (() => void) | undefined;

  /** `lastAt`, in milliseconds of `performance.now()`: when what is called was done last, if it was. */
  constructor(lastAt = Number.NEGATIVE_INFINITY) {
    this.#lastAt = lastAt;
  }

  /** Makes the call as soon as the last one is `everyMs` ago and over, in place of one that waits. */
  ask(everyMs: number, call: Call): void {
    if (this.#isUnderWay) {
      this.#askAgain = () => this.ask(everyMs, call);
      return;
    }
    clearTimeout(this.#timer);
    const wait = Math.max(0, this.#lastAt + everyMs - performance.now());
    this.#timer = setTimeout(() => void this.#make(call), wait);
  }

  /** The call that waits is not made. */
  end(): void {
    clearTimeout(this.#timer);
    this.#askAgain = undefined;
  }

  async #make(call: Call): Promise<void> {
    this.#lastAt = performance.now();
    const made = call();
    if (!(made instanceof Promise)) return;
    this.#isUnderWay = true;
    await settled(made, HANGS_MS);
    this.#isUnderWay = false;
    const askAgain = this.#askAgain;
    this.#askAgain = undefined;
    askAgain?.();
  }
}

/** Resolves when the promise settled, however, or after `atMostMs`. */
function settled(promise: Promise<unknown>, atMostMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, atMostMs);
    const over = () => {
      clearTimeout(timer);
      resolve();
    };
    promise.then(over, over);
  });
}
