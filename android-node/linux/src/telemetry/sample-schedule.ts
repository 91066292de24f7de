/** Samples are at least so far apart, however much happens. */
const SHORTEST_PAUSE_MS = 1_000;

/** When the next sample is due: each interval, more often while somebody watches, at once when something happened. */
export class SampleSchedule {
  #intervalMs: number;
  #rate: { readonly intervalMs: number; readonly until: number } | undefined;
  #lastAt = Number.NEGATIVE_INFINITY;
  #dueAt: number;

  /** The first sample is due at once. */
  constructor(intervalMs: number, now: number) {
    this.#intervalMs = intervalMs;
    this.#dueAt = now;
  }

  /** Interval in force now, in milliseconds. */
  intervalAt(now: number): number {
    return this.#rate !== undefined && now < this.#rate.until ? this.#rate.intervalMs : this.#intervalMs;
  }

  /** The configured interval. */
  configure(intervalMs: number, now: number): void {
    this.#intervalMs = intervalMs;
    this.#dueAt = Math.min(this.#dueAt, now + intervalMs);
  }

  /** Another interval for a while; a duration of 0 ends it. */
  hasten(intervalMs: number, durationMs: number, now: number): void {
    this.#rate = durationMs === 0 ? undefined : { intervalMs, until: now + durationMs };
    this.#dueAt = Math.min(this.#dueAt, this.#lastAt + this.intervalAt(now));
  }

  /** Something happened that should be known soon. */
  happened(): void {
    this.#dueAt = Math.min(this.#dueAt, this.#lastAt + SHORTEST_PAUSE_MS);
  }

  /** True when a sample is due; the next one is then an interval away. */
  takeDue(now: number): boolean {
    if (now < this.#dueAt) return false;
    this.#lastAt = now;
    this.#dueAt = now + this.intervalAt(now);
    return true;
  }

  /** Monotonic milliseconds. */
  deadline(): number {
    return this.#dueAt;
  }
}
