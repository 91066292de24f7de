import { TIMING } from '../timing.ts';

interface Allowance {
  left: number;
  at: number;
}

/** How many requests of each node are worked on, or answered without work: 50 a second, 100 at once. */
export class RequestAllowance {
  readonly #byNode = new Map<string, Allowance>();

  /** Takes one; false when the node has had its share. */
  take(nodeId: string, now: number): boolean {
    const { requestsPerSecond, requestsAtOnce } = TIMING;
    const known = this.#byNode.get(nodeId) ?? { left: requestsAtOnce, at: now };
    const earned = ((now - known.at) * requestsPerSecond) / 1000;
    const left = Math.min(requestsAtOnce, known.left + earned);
    this.#byNode.set(nodeId, { left: left < 1 ? left : left - 1, at: now });
    return left >= 1;
  }
}
