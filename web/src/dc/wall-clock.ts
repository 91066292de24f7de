/** The wall clock, told by the monotonic one since it was last read. */
export class WallClock {
  #offset = 0;

  /** The wall clock showed this at the monotonic time `now`. */
  read(wallClockMs: number, now: number): void {
    this.#offset = wallClockMs - now;
  }

  /** Unix milliseconds at the monotonic time `now`, whole. */
  at(now: number): number {
    return Math.round(this.#offset + now);
  }

  /** Monotonic time of Unix milliseconds. */
  monotonic(wallClockMs: number): number {
    return wallClockMs - this.#offset;
  }
}
