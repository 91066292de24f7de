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
 * One answer for everybody who asks the same. Those who ask at once wait for one reading. An answer that takes long
 * to make is given as it is, up to `staleMs` old, while the next is being made; its age is part of it.
 */
export class SharedAnswer<T> {
  readonly #read: () => Promise<T>;
  readonly #staleMs: number;
  readonly #clock: () => number;
  #held: Held<T> | undefined;
  #reading: Promise<T> | undefined;

  constructor(read: () => Promise<T>, staleMs: number, clock: () => number = () => performance.now()) {
    this.#read = read;
    this.#staleMs = staleMs;
    this.#clock = clock;
  }

  /** The answer; rejects as the reading does when there is none that will do. */
  async get(): Promise<T> {
    const held = this.#held;
    const age = held === undefined ? Number.POSITIVE_INFINITY : this.#clock() - held.at;
    if (held !== undefined && age <= FRESH_MS) return held.value;
    this.#reading ??= this.#renew();
    if (held === undefined || held.tookMs <= QUICK_MS || age > this.#staleMs) return this.#reading;
    // Whoever asks after it was made hears why the next one was not.
    this.#reading.catch(() => undefined);
    return held.value;
  }

  async #renew(): Promise<T> {
    const begun = this.#clock();
    try {
      const value = await this.#read();
      this.#held = { value, at: begun, tookMs: this.#clock() - begun };
      return value;
    } finally {
      this.#reading = undefined;
    }
  }
}
