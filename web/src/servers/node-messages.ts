import type { Leaf } from '@ntmobile/shared/fleet';
import { HeldMessages, type NodeMessage } from './mqtt/held-messages.ts';
import { NodeAllowances } from './mqtt/node-allowances.ts';
import { RefusalLog } from './mqtt/refusal-log.ts';

/** Who takes the messages of each upward leaf; there is nobody for the others. */
export type Takers = Partial<Record<Leaf, (message: NodeMessage) => void>>;

const OVER_RATE = 'over rate';
const HELD_TRIED_EVERY_MS = 250;

/**
 * Hands the messages of nodes to whom they are for, as many of each node as its allowance has. Beyond it batches are left
 * alone, since a node sends again what is not acknowledged; the last presence and the last report are held until the
 * allowance is back, since nobody sends those again.
 */
export class NodeMessages {
  readonly #takers: Takers;
  readonly #allowances = new NodeAllowances();
  readonly #held = new HeldMessages();
  readonly #excess: RefusalLog;
  #timer: NodeJS.Timeout | undefined;

  /** `onExcess` is told of a node that sends more than is taken, and how many messages of all were lost by that. */
  constructor(takers: Takers, onExcess: (node: string, times: number) => void) {
    this.#takers = takers;
    this.#excess = new RefusalLog(({ clientId, times }) => onExcess(clientId, times));
  }

  /** Messages that were lost because their node sent too many, since start. */
  get overRate(): number {
    return this.#excess.counts()[OVER_RATE] ?? 0;
  }

  received(message: NodeMessage): void {
    const { node } = message.topic;
    this.#release(node);
    if (!this.#held.has(message.topic) && this.#allowances.admits(node, performance.now()))
      this.#hand(message);
    else if (!this.#held.hold(message)) this.#excess.refused(OVER_RATE, node, performance.now());
    this.#tryLater();
  }

  /** The broker will say again what it retains: what is held may be older. */
  brokerLost(): void {
    this.#held.clear();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#held.clear();
  }

  /** Hands on what is held of a node, oldest first, as far as its allowance goes. */
  #release(node: string): void {
    while (this.#held.holds(node) && this.#allowances.admits(node, performance.now())) {
      const message = this.#held.take(node);
      if (message !== undefined) this.#hand(message);
    }
  }

  /** A node whose last message was its will sends no other that could bring the held ones along. */
  #tryLater(): void {
    if (this.#timer !== undefined || this.#held.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      for (const node of this.#held.nodes()) this.#release(node);
      this.#tryLater();
    }, HELD_TRIED_EVERY_MS);
  }

  #hand(message: NodeMessage): void {
    this.#takers[message.topic.leaf]?.(message);
  }
}
