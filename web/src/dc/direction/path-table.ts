import { ID_LENGTH, type PathId } from '@ntmobile/shared';
import type { DcServices } from '../services.ts';
import { type NodePair, pairKey } from './node-pair.ts';

/** Paths that are remembered; the store has them all. */
const LIMIT = 65_536;

/**
 * The path of each pair, unique in the database: one is drawn for a pair that is new here, and the store says which
 * one the pair has.
 */
export class PathTable<Waiting> {
  readonly #services: DcServices;
  readonly #ids = new Map<string, PathId>();
  readonly #waiting = new Map<string, Waiting[]>();

  constructor(services: DcServices) {
    this.#services = services;
  }

  find(pair: NodePair): PathId | undefined {
    return this.#ids.get(pairKey(pair));
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
    const pathId = this.#services.randomBytes(ID_LENGTH);
    this.#services.outputs.emit({ kind: 'storePath', pair, pathId });
  }

  /** The store's answer; returns who waited for it. */
  stored(pair: NodePair, pathId: PathId): readonly Waiting[] {
    this.#ids.set(pairKey(pair), pathId);
    if (this.#ids.size > LIMIT) this.#forgetOldest();
    return this.#takeWaiting(pair);
  }

  /** The store gave no answer; returns who waited for it. */
  failed(pair: NodePair): readonly Waiting[] {
    return this.#takeWaiting(pair);
  }

  #takeWaiting(pair: NodePair): readonly Waiting[] {
    const key = pairKey(pair);
    const waiting = this.#waiting.get(key) ?? [];
    this.#waiting.delete(key);
    return waiting;
  }

  #forgetOldest(): void {
    const [oldest] = this.#ids.keys();
    if (oldest !== undefined) this.#ids.delete(oldest);
  }
}
