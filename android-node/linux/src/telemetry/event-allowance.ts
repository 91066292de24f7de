const BURST = 120;
const PER_SECOND = 1;

/** Keeps a node whose tunnels come and go all the time from filling disk and broker with events: a token bucket. */
export class EventAllowance {
  #tokens = BURST;
  #filledAt: number;

  /** `now` is monotonic milliseconds, here and below. */
  constructor(now: number) {
    this.#filledAt = now;
  }

  /** Whether one more event may be told now; that one is then spent. */
  take(now: number): boolean {
    const earned = ((now - this.#filledAt) / 1_000) * PER_SECOND;
    this.#filledAt = now;
    this.#tokens = Math.min(BURST, this.#tokens + earned);
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
