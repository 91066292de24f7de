import { ID_LENGTH, type PathId } from '@ntmobile/shared';
import type { DcServices } from '../services.ts';
import { armTimer } from '../timer.ts';
import { TIMING } from '../timing.ts';
import { type NodePair, nodePair, pairKey } from './node-pair.ts';

/** Paths that are remembered; the store has them all. */
const LIMIT = 65_536;

/** A path of one node, as that node has it. */
export interface PeerPath {
  /** The node at the other end. */
  readonly peerId: string;
  /** 16 bytes. */
  readonly pathId: PathId;
}

interface KnownPath {
  readonly pair: NodePair;
  readonly pathId: PathId;
}

/**
 * The path of each pair, unique in the database. A node's paths are read once for each of its leases, so that a pair
 * without one is known to be new: its path is drawn and used at once, and stored meanwhile. While neither node's paths
 * are known the store is asked first.
 */
export class PathTable<Waiting> {
  readonly #services: DcServices;
  readonly #known = new Map<string, KnownPath>();
  /** Nodes of which every path is in the table. */
  readonly #whole = new Set<string>();
  readonly #waiting = new Map<string, Waiting[]>();

  constructor(services: DcServices) {
    this.#services = services;
  }

  /** Nodes whose paths are all known: their first contacts do not wait for the store. */
  get nodesRead(): number {
    return this.#whole.size;
  }

  /** The path of a pair; undefined when only the store can tell. */
  find(pair: NodePair): PathId | undefined {
    const known = this.#known.get(pairKey(pair));
    if (known !== undefined) return known.pathId;
    if (!this.#whole.has(pair.low) && !this.#whole.has(pair.high)) return undefined;
    const pathId = this.#draw();
    this.#keep(pair, pathId);
    this.#services.outputs.emit({ kind: 'storePath', pair, pathId });
    return pathId;
  }

  /** Asks the store for the path of a pair, unless that is under way; `waiting` comes back with it. */
  ask(pair: NodePair, waiting: Waiting): void {
    const key = pairKey(pair);
    const others = this.#waiting.get(key);
    if (others !== undefined) {
      others.push(waiting);
      return;
    }
    this.#waiting.set(key, [waiting]);
    this.#services.outputs.emit({ kind: 'storePath', pair, pathId: this.#draw() });
  }

  /** All paths of a node as the store has them: until its lease ends, others are made here only. */
  learn(nodeId: string, paths: readonly PeerPath[]): void {
    this.#whole.add(nodeId);
    for (const { peerId, pathId } of paths) this.#keep(nodePair(nodeId, peerId), pathId);
  }

  /** Another coordinator may make paths for this node from now on. */
  leaseEnded(nodeId: string): void {
    this.#whole.delete(nodeId);
  }

  /** The store's answer; returns who waited for it. */
  stored(pair: NodePair, pathId: PathId): readonly Waiting[] {
    this.#keep(pair, pathId);
    return this.#takeWaiting(pair);
  }

  /** The store gave no answer; returns who waited for it. A path that is in use is stored later. */
  failed(pair: NodePair, now: number): readonly Waiting[] {
    if (this.#known.has(pairKey(pair)))
      armTimer(this.#services.deadlines, { kind: 'pathRetry', pair }, now + TIMING.storeRetry);
    return this.#takeWaiting(pair);
  }

  /** The `pathRetry` timer of a pair. A node that is deleted has no paths any more. */
  retryDue(pair: NodePair): void {
    const known = this.#known.get(pairKey(pair));
    const { directory, outputs } = this.#services;
    const standings = [pair.low, pair.high].map((id) => directory.byId(id)?.standing ?? 'deleted');
    if (known === undefined || standings.includes('deleted')) return;
    outputs.emit({ kind: 'storePath', ...known });
  }

  #draw(): PathId {
    return this.#services.randomBytes(ID_LENGTH);
  }

  #keep(pair: NodePair, pathId: PathId): void {
    this.#known.set(pairKey(pair), { pair, pathId });
    if (this.#known.size > LIMIT) this.#forgetOldest();
  }

  #takeWaiting(pair: NodePair): readonly Waiting[] {
    const key = pairKey(pair);
    const waiting = this.#waiting.get(key) ?? [];
    this.#waiting.delete(key);
    return waiting;
  }

  /** A pair that is forgotten is not a new one: its nodes are not whole any more. */
  #forgetOldest(): void {
    const [oldest] = this.#known.values();
    if (oldest === undefined) return;
    const { low, high } = oldest.pair;
    this.#known.delete(pairKey(oldest.pair));
    for (const nodeId of [low, high]) this.#whole.delete(nodeId);
  }
}
