import type { DcServices } from '../services.ts';
import { armTimer } from '../timer.ts';
import { TIMING } from '../timing.ts';

/** What calling a node takes. */
export interface ReconnectActions {
  initiate(nodeId: string, now: number): void;
  /** Whether our message 1 to this node waits for its message 2. */
  isAwaited(nodeId: string): boolean;
}

/**
 * After a start, the coordinator's own message 1 to every node with an unexpired lease: 500 a second, and no further
 * ones while too many wait for an answer. Repeats would else be added to what a busy network or machine cannot take.
 */
export class Reconnects {
  readonly #services: DcServices;
  readonly #actions: ReconnectActions;
  #left: readonly string[] = [];
  #called: readonly { readonly nodeId: string; readonly until: number }[] = [];

  constructor(services: DcServices, actions: ReconnectActions) {
    this.#services = services;
    this.#actions = actions;
  }

  /** Begins with the first of these nodes; `nodesCalled` follows when the last has answered or had its time. */
  start(nodeIds: readonly string[], now: number): void {
    this.#left = nodeIds;
    this.due(now);
  }

  /** The `reconnect` timer. */
  due(now: number): void {
    const { deadlines, outputs } = this.#services;
    this.#called = this.#called.filter(({ nodeId, until }) => now < until && this.#actions.isAwaited(nodeId));
    const step = Math.min(TIMING.reconnectsPerStep, TIMING.reconnectsAwaited - this.#called.length);
    const next = this.#left.slice(0, step);
    this.#left = this.#left.slice(step);
    for (const nodeId of next) this.#actions.initiate(nodeId, now);
    const until = now + TIMING.reconnectAwaited;
    this.#called = [...this.#called, ...next.map((nodeId) => ({ nodeId, until }))];
    if (this.#called.length > 0) armTimer(deadlines, { kind: 'reconnect' }, now + TIMING.reconnectStep);
    else outputs.emit({ kind: 'nodesCalled' });
  }
}
