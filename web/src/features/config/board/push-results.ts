import { isWaiting, needsLook } from './board-groups.ts';
import { type PushCells, pushCells } from './push-cells.ts';
import type { PushState } from './push-state.ts';

/** Where a node is with a push. Times in milliseconds since 1970; null is unknown. */
export interface PushNode {
  readonly nodeId: string;
  readonly name: string;
  readonly revision: number;
  readonly online: boolean;
  readonly error: string | null;
  readonly reportedAt: number | null;
  readonly state: PushState;
}

/** What became of a push at one instant. */
export interface PushResults {
  /** All of its nodes, by name. */
  readonly nodes: readonly PushNode[];
  /** Those that somebody should look at, by name. */
  readonly look: readonly PushNode[];
  /** The others by name, those under way before those that are done. */
  readonly others: readonly PushNode[];
  readonly counts: Partial<Record<PushState, number>>;
  /** Nodes whose result is still to come and that are not connected: they get it when they return. */
  readonly waitingOffline: number;
  readonly cells: PushCells;
}

/** Orders and counts the nodes of a push, which come by name. */
export function pushResults(nodes: readonly PushNode[]): PushResults {
  const counts: Partial<Record<PushState, number>> = {};
  const look: PushNode[] = [];
  const waiting: PushNode[] = [];
  const done: PushNode[] = [];
  let waitingOffline = 0;
  for (const node of nodes) {
    counts[node.state] = (counts[node.state] ?? 0) + 1;
    if (isWaiting(node)) {
      waiting.push(node);
      if (!node.online) waitingOffline += 1;
    } else (needsLook(node) ? look : done).push(node);
  }
  return { nodes, look, others: [...waiting, ...done], counts, waitingOffline, cells: pushCells(nodes) };
}
