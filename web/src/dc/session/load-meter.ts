/** Counts events in windows of a second and says whether there are more than a limit. */
export class LoadMeter {
  #windowStart = Number.NEGATIVE_INFINITY;
  #count = 0;
  #busyUntil = Number.NEGATIVE_INFINITY;
  readonly #limit: number;

  constructor(limitPerSecond: number) {
    this.#limit = limitPerSecond;
  }

  /** Counts one event, or as many as it weighs; true from the first above the limit until a second after the last. */
  add(now: number, weight = 1): boolean {
    if (now - this.#windowStart >= 1000) {
      this.#windowStart = now;
      this.#count = 0;
    }
    this.#count += weight;
    if (this.#count > this.#limit) this.#busyUntil = now + 1000;
    return this.isOver(now);
  }

  isOver(now: number): boolean {
    return now < this.#busyUntil;
  }
}
