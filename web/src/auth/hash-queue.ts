/** More waits than is worth waiting for. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError';
}

/** Runs so many pieces of work at once, in order, lets so many wait, and refuses what comes beyond. */
export class HashQueue {
  readonly #atOnce: number;
  readonly #mostWaiting: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(atOnce: number, mostWaiting: number) {
    this.#atOnce = atOnce;
    this.#mostWaiting = mostWaiting;
  }

  /** Whether the next piece of work would be refused. */
  get isFull(): boolean {
    return this.#running >= this.#atOnce && this.#waiting.length >= this.#mostWaiting;
  }

  /** What the work gives; QueueFullError at once when too many wait. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.isFull) throw new QueueFullError('Too many passwords wait');
    if (this.#running >= this.#atOnce) {
      // Whoever ends hands its place on, so that nobody who comes later takes it.
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#running++;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }
}
