import type { PathId } from '@ntmobile/shared';
import type { DcServices } from '../services.ts';
import { armTimer, cancelTimer } from '../timer.ts';
import { TIMING } from '../timing.ts';
import { nodePair, pairKey } from './node-pair.ts';

/** Two nodes that are being directed to each other. */
export interface OpenDirection {
  readonly pair: string;
  readonly pathId: PathId;
  /** 32 bytes, drawn for this direction. */
  readonly pathKey: Uint8Array;
  /** Who opened it. */
  readonly initiator: string;
  readonly responder: string;
}

/** Directions of the last 5 s, which either side may join: one for each pair. */
export class OpenDirections {
  readonly #services: DcServices;
  readonly #byPair = new Map<string, OpenDirection>();
  readonly #opened = new Map<string, number>();

  constructor(services: DcServices) {
    this.#services = services;
  }

  all(): IterableIterator<OpenDirection> {
    return this.#byPair.values();
  }

  find(pair: string): OpenDirection | undefined {
    return this.#byPair.get(pair);
  }

  /** True when this node may not open another one now. */
  isBusy(initiator: string): boolean {
    return (this.#opened.get(initiator) ?? 0) >= TIMING.directionsPerNode;
  }

  open(initiator: string, responder: string, pathId: PathId, now: number): OpenDirection {
    const pair = pairKey(nodePair(initiator, responder));
    const pathKey = this.#services.randomBytes(32);
    const direction = { pair, pathId, pathKey, initiator, responder };
    this.#byPair.set(pair, direction);
    this.#opened.set(initiator, (this.#opened.get(initiator) ?? 0) + 1);
    armTimer(this.#services.deadlines, { kind: 'directionEnd', pair }, now + TIMING.directionOpen);
    return direction;
  }

  /** Nobody joins it any more. */
  close(pair: string): void {
    const direction = this.#byPair.get(pair);
    if (direction === undefined) return;
    this.#byPair.delete(pair);
    cancelTimer(this.#services.deadlines, { kind: 'directionEnd', pair });
    const left = (this.#opened.get(direction.initiator) ?? 1) - 1;
    if (left > 0) this.#opened.set(direction.initiator, left);
    else this.#opened.delete(direction.initiator);
  }

  /** All directions of a node. */
  of(nodeId: string): readonly OpenDirection[] {
    return [...this.#byPair.values()].filter(
      ({ initiator, responder }) => initiator === nodeId || responder === nodeId,
    );
  }
}
