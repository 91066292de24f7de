/** More waits than is worth waiting for. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError';
}

export interface QueueBounds {
  /** Pieces of work at once. */
  readonly places: number;
  /** Milliseconds that each piece keeps its place at least, however soon it ends: the pace. */
  readonly keptMs: number;
  /** Pieces that wait for a place; what comes beyond is refused. */
  readonly mostWaiting: number;
}

/**
 * Runs work in the order in which it comes, so much at once and no faster than its pace, lets so much wait, and refuses
 * what comes beyond. Its time is a timer's, so that a clock that is set back holds nobody up.
 */
export class BoundedQueue {
  readonly #bounds: QueueBounds;
  readonly #waiting: (() => void)[] = [];
  #taken = 0;

  constructor(bounds: QueueBounds) {
    this.#bounds = bounds;
  }

  /** Whether the next piece of work would be refused. */
  get isFull(): boolean {
    return this.#taken >= this.#bounds.places && this.#waiting.length >= this.#bounds.mostWaiting;
  }

  /** What the work gives; QueueFullError at once when too many wait. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.isFull) throw new QueueFullError('Too many wait');
    // Whoever ends hands its place on, so that nobody who comes later takes it.
    if (this.#taken >= this.#bounds.places) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#taken++;
    const keptLongEnough = this.#keptLongEnough();
    try {
      return await work();
    } finally {
      if (keptLongEnough === undefined) this.#handOn();
      else void keptLongEnough.then(() => this.#handOn());
    }
  }

  #keptLongEnough(): Promise<void> | undefined {
    const { keptMs } = this.#bounds;
    return keptMs > 0 ? new Promise((resolve) => setTimeout(resolve, keptMs).unref()) : undefined;
  }

  #handOn(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#taken--;
    else next();
  }
}
