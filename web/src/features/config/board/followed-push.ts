import { SharedReadings } from '../../nodes/list/shared-readings.ts';
import type { LiveChange } from '../../nodes/live/live-hub.ts';
import { isWaiting } from './board-groups.ts';
import { type PushNode, type PushResults, pushResults } from './push-results.ts';

/** Whoever asks after this has all nodes read again, in case a notification was lost without a word. */
const READ_ALL_MS = 15_000;
/** From this share of the nodes on, reading all of them costs less than looking for some. */
const MANY = 0.25;

/** Reads the nodes of a push, or those of them that are named, by name. */
export type ReadPushNodes = (only?: readonly string[]) => Promise<PushNode[]>;

/**
 * A push that pages follow. Its nodes are kept and those that were told to have changed are read again, once for all
 * pages and not before one asks.
 */
export class FollowedPush {
  readonly #read: ReadPushNodes;
  readonly #clock: () => number;
  readonly #readings = new SharedReadings<PushResults>();
  /** By name. */
  #nodes = new Map<string, PushNode>();
  #results: PushResults = pushResults([]);
  #changed = new Set<string>();
  /** Which nodes belong to the push may not be known yet, and a reading does not see what is committed meanwhile. */
  #isReadingAll = false;
  /** When all nodes were read last; -Infinity when they have to be. */
  #allReadAt = Number.NEGATIVE_INFINITY;

  constructor(read: ReadPushNodes, clock: () => number = () => performance.now()) {
    this.#read = read;
    this.#clock = clock;
  }

  /** Whether a change may be seen on the board: who comes or goes is told only of nodes that are waited for. */
  concerns({ channel, nodeId }: LiveChange): boolean {
    const node = this.#nodes.get(nodeId ?? '');
    if (node === undefined || channel === 'telemetry') return false;
    return channel !== 'presence' || isWaiting(node);
  }

  /** Takes in what was told; without a node, anything may have changed. */
  note({ channel, nodeId }: LiveChange): void {
    if (nodeId === undefined) this.readAll();
    else if (channel !== 'telemetry' && (this.#isReadingAll || this.#nodes.has(nodeId))) {
      this.#changed.add(nodeId);
    }
  }

  /** Makes the next reading one of all nodes. */
  readAll(): void {
    this.#allReadAt = Number.NEGATIVE_INFINITY;
  }

  /** What became of the push, with all that was noted before; rejects as reading does. */
  results(): Promise<PushResults> {
    return this.#readings.get('', () => this.#renew());
  }

  async #renew(): Promise<PushResults> {
    const changed = this.#changed;
    const now = this.#clock();
    const all = now - this.#allReadAt > READ_ALL_MS || changed.size > this.#nodes.size * MANY;
    if (!all && changed.size === 0) return this.#results;
    this.#changed = new Set();
    try {
      if (all) await this.#renewAll(now);
      else this.#replace(changed, await this.#read([...changed]));
    } catch (error) {
      this.readAll();
      throw error;
    }
    this.#results = pushResults([...this.#nodes.values()]);
    return this.#results;
  }

  async #renewAll(now: number): Promise<void> {
    this.#allReadAt = now;
    this.#isReadingAll = true;
    try {
      this.#nodes = byId(await this.#read());
    } finally {
      this.#isReadingAll = false;
    }
    for (const id of this.#changed) if (!this.#nodes.has(id)) this.#changed.delete(id);
  }

  #replace(changed: ReadonlySet<string>, nodes: readonly PushNode[]): void {
    const found = byId(nodes);
    for (const id of changed) {
      const node = found.get(id);
      if (node === undefined) this.#nodes.delete(id);
      else if (node.name !== this.#nodes.get(id)?.name) this.readAll();
      if (node !== undefined) this.#nodes.set(id, node);
    }
  }
}

function byId(nodes: readonly PushNode[]): Map<string, PushNode> {
  return new Map(nodes.map((node) => [node.nodeId, node]));
}
