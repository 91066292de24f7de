import { BURST, SUSTAINED_PER_SECOND } from './publish-allowance.ts';

/** Of what the embedded broker lets through nothing is refused here, however its messages bunch up. */
const SUSTAINED = 2 * SUSTAINED_PER_SECOND;
const AT_ONCE = 2 * BURST;
const FORGET_EVERY_MS = 60_000;

/**
 * How much the servers take of one node, whatever its broker lets through: beyond that messages are left alone, so that
 * one node cannot fill the queues of all.
 */
export class NodeAllowances {
  readonly #buckets = new Map<string, { tokens: number; filledAt: number }>();
  #forgotAt = 0;

  /** Whether one more message of the node is taken; `now` is monotonic milliseconds. */
  admits(node: string, now: number): boolean {
    this.#forget(now);
    const bucket = this.#buckets.get(node) ?? { tokens: AT_ONCE, filledAt: now };
    this.#buckets.set(node, bucket);
    bucket.tokens = tokensOf(bucket, now);
    bucket.filledAt = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }

  /** How many nodes are remembered: those that sent something of late. */
  get size(): number {
    return this.#buckets.size;
  }

  /** A full bucket is as good as none. */
  #forget(now: number): void {
    if (now - this.#forgotAt < FORGET_EVERY_MS) return;
    this.#forgotAt = now;
    for (const [node, bucket] of this.#buckets)
      if (tokensOf(bucket, now) >= AT_ONCE) this.#buckets.delete(node);
  }
}

function tokensOf({ tokens, filledAt }: { tokens: number; filledAt: number }, now: number): number {
  return Math.min(AT_ONCE, tokens + ((now - filledAt) / 1_000) * SUSTAINED);
}
