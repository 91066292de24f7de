/** An answer younger than this is given again without a look. */
const FRESH_MS = 1_000;
/** What takes longer than this is not waited for while an older answer is at hand. */
const QUICK_MS = 100;

interface Held<T> {
  readonly value: T;
  readonly at: number;
  readonly tookMs: number;
}

/**
 * One answer for everybody who asks the same, read no more often than each second. Who shows a page for the first time
 * takes what is at hand; who was told of a change asks for what holds now.
 */
export class SharedAnswer<T> {
  readonly #read: () => Promise<T>;
  readonly #staleMs: number;
  readonly #clock: () => number;
  #held: Held<T> | undefined;
  #reading: Promise<Held<T>> | undefined;
  #next: Promise<Held<T>> | undefined;
  #begun = Number.NEGATIVE_INFINITY;

  constructor(read: () => Promise<T>, staleMs: number, clock: () => number = () => performance.now()) {
    this.#read = read;
    this.#staleMs = staleMs;
    this.#clock = clock;
  }

  /**
   * An answer without a wait, where there is one: at most a second old, or, where a reading takes long, up to `staleMs`
   * while the next is being made. `ageMs` is how long ago its reading began. Rejects as the reading does when there is
   * none that will do.
   */
  async atHand(): Promise<{ value: T; ageMs: number }> {
    const held = this.#held;
    const age = held === undefined ? Number.POSITIVE_INFINITY : this.#clock() - held.at;
    if (held !== undefined && age <= FRESH_MS) return this.#aged(held);
    const reading = this.#reading ?? this.#next ?? this.#renew();
    if (held === undefined || held.tookMs <= QUICK_MS || age > this.#staleMs)
      return this.#aged(await reading);
    // Whoever asks after it was made hears why the next one was not.
    reading.catch(() => undefined);
    return this.#aged(held);
  }

  /**
   * The answer of a reading that begins from now on, so that it knows of all that was told before: one for all who
   * wait, a second after the last began. Rejects as that reading does.
   */
  async fromNow(): Promise<T> {
    this.#next ??= this.#renewNext();
    return (await this.#next).value;
  }

  async #renewNext(): Promise<Held<T>> {
    // How the reading before ends is for those who wait for that one.
    await this.#reading?.catch(() => undefined);
    const waitMs = this.#begun + FRESH_MS - this.#clock();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    this.#next = undefined;
    return this.#renew();
  }

  #aged({ value, at }: Held<T>): { value: T; ageMs: number } {
    return { value, ageMs: this.#clock() - at };
  }

  #renew(): Promise<Held<T>> {
    this.#begun = this.#clock();
    const reading = this.#readAt(this.#begun).finally(() => {
      if (this.#reading === reading) this.#reading = undefined;
    });
    this.#reading = reading;
    return reading;
  }

  async #readAt(at: number): Promise<Held<T>> {
    const value = await this.#read();
    this.#held = { value, at, tookMs: this.#clock() - at };
    return this.#held;
  }
}
