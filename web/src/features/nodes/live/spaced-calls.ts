/** Calls that are asked for often and made at most once in a time: the first after a calm at once, the last for certain. */
export class SpacedCalls {
  /** By the clock that is never set: a page must not stand still for as long as the machine's was set back. */
  #lastAt = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Makes the call as soon as the last one is `everyMs` ago, in place of one that waits. */
  ask(everyMs: number, call: () => void): void {
    clearTimeout(this.#timer);
    const wait = Math.max(0, this.#lastAt + everyMs - performance.now());
    this.#timer = setTimeout(() => {
      this.#lastAt = performance.now();
      call();
    }, wait);
  }

  /** The call that waits is not made. */
  end(): void {
    clearTimeout(this.#timer);
  }
}
