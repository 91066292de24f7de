/** Messages a second that a node may send for long, and how many beyond that at once. */
export const SUSTAINED_PER_SECOND = 50;
export const BURST = 250;

/**
 * Says how long a client's next message has to wait, so that one node cannot crowd out the others: a bucket that
 * may go into debt, since the delay of each message is what makes its sender slow down.
 */
export class PublishAllowance {
  #tokens = BURST;
  #filledAt: number;

  constructor(now: number) {
    this.#filledAt = now;
  }

  /** Milliseconds that the message has to wait, 0 for none; `now` is monotonic milliseconds. */
  delayOf(now: number): number {
    const earned = ((now - this.#filledAt) / 1_000) * SUSTAINED_PER_SECOND;
    this.#filledAt = now;
    this.#tokens = Math.min(BURST, this.#tokens + earned) - 1;
    return this.#tokens >= 0 ? 0 : (-this.#tokens / SUSTAINED_PER_SECOND) * 1_000;
  }
}
