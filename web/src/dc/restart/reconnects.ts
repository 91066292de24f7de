import type { DcServices } from '../services.ts';
import { armTimer } from '../timer.ts';
import { TIMING } from '../timing.ts';

/** After a start, the coordinator's own message 1 to every node with an unexpired lease: 500 a second. */
export class Reconnects {
  readonly #services: DcServices;
  readonly #initiate: (nodeId: string, now: number) => void;
  #left: readonly string[] = [];

  constructor(services: DcServices, initiate: (nodeId: string, now: number) => void) {
    this.#services = services;
    this.#initiate = initiate;
  }

  /** Begins with the first of these nodes. */
  start(nodeIds: readonly string[], now: number): void {
    this.#left = nodeIds;
    this.due(now);
  }

  /** The `reconnect` timer. */
  due(now: number): void {
    for (const nodeId of this.#left.slice(0, TIMING.reconnectsPerStep)) this.#initiate(nodeId, now);
    this.#left = this.#left.slice(TIMING.reconnectsPerStep);
    if (this.#left.length > 0)
      armTimer(this.#services.deadlines, { kind: 'reconnect' }, now + TIMING.reconnectStep);
  }
}
