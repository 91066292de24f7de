/** So many are answered at once: a node that walks through networks begins anew in each. */
const BURST = 8;
/** Then one in this time. An initiator begins anew after 1.6 s at the earliest, or in another network. */
const REGAINED_MS = 500;

/**
 * How many messages 1 of one correspondent may still be answered: each costs a session, an index and a stored stamp.
 * WireGuard admits 50 a second; two are enough, since a message 1 that came too early comes again within half a second
 * (ATTEMPT_STEPS). Only authentic and new messages use it up, so nobody can use it up for the correspondent.
 */
export class InitiationAllowance {
  #left = BURST;
  #countedAt = Number.NEGATIVE_INFINITY;

  /** True when one more may be answered. */
  admits(now: number): boolean {
    return this.#left + this.#regained(now) > 0;
  }

  /** One was answered. */
  use(now: number): void {
    const left = this.#left + this.#regained(now);
    this.#countedAt = left >= BURST ? now : this.#countedAt + this.#regained(now) * REGAINED_MS;
    this.#left = Math.min(BURST, left) - 1;
  }

  #regained(now: number): number {
    return Math.floor((now - this.#countedAt) / REGAINED_MS);
  }
}
