import type { Leaf, NodeTopic } from '@ntmobile/shared/fleet';

/** A message of a node as the broker gave it. */
export interface NodeMessage {
  readonly topic: NodeTopic;
  readonly payload: Uint8Array;
  readonly retained: boolean;
  /** When it came. */
  readonly at: Date;
}

/**
 * Leaves on which the last message is what counts and is not sent again, and how many of each are held: the will of an
 * earlier connection may follow the first presence of the present one.
 */
const MOST_OF_LEAF: Partial<Record<Leaf, number>> = { presence: 2, 'config/reported': 1 };
/** An honest one has a few hundred bytes, and a report with a long error two thousand. */
const LONGEST_BYTES = 4_096;
const MOST_NODES = 4_096;

/** The newest messages of nodes that sent too much of late, until they may be taken: at most 50 MB of all nodes. */
export class HeldMessages {
  readonly #byNode = new Map<string, NodeMessage[]>();

  /** How many nodes have some. */
  get size(): number {
    return this.#byNode.size;
  }

  nodes(): string[] {
    return [...this.#byNode.keys()];
  }

  /** Whether anything is held of a node. */
  holds(node: string): boolean {
    return this.#byNode.has(node);
  }

  /** Whether a message on this topic must wait behind one that is held. */
  has({ node, leaf }: NodeTopic): boolean {
    return this.#byNode.get(node)?.some(({ topic }) => topic.leaf === leaf) ?? false;
  }

  /** Holds a message in the place of older ones; false when one is lost by it, that one or an older one. */
  hold(message: NodeMessage): boolean {
    const { node, leaf } = message.topic;
    const most = MOST_OF_LEAF[leaf];
    if (most === undefined || message.payload.length > LONGEST_BYTES) return false;
    const held = this.#byNode.get(node);
    if (held === undefined && this.#byNode.size >= MOST_NODES) return false;
    const ofLeaf = held?.filter(({ topic }) => topic.leaf === leaf) ?? [];
    const displaced = ofLeaf.length >= most ? ofLeaf[0] : undefined;
    // A copy: what the payload is a part of may be far larger.
    const kept = { ...message, payload: new Uint8Array(message.payload) };
    this.#byNode.set(node, [...(held ?? []).filter((other) => other !== displaced), kept]);
    return displaced === undefined;
  }

  /** The oldest that is held of a node, which is held no longer. */
  take(node: string): NodeMessage | undefined {
    const [oldest, ...others] = this.#byNode.get(node) ?? [];
    if (others.length === 0) this.#byNode.delete(node);
    else this.#byNode.set(node, others);
    return oldest;
  }

  clear(): void {
    this.#byNode.clear();
  }
}
