import type { NodeStatus } from '../../../android-node/core/src/index.ts';
import type { MemoryHost } from '../../../android-node/core/src/testing/memory-host.ts';

/** What a node says of itself. */
export function statusOf(node: MemoryHost): NodeStatus {
  node.feed({ kind: 'statusRequested', id: 1, counters: [] });
  const report = node.reports.at(-1);
  if (report?.kind !== 'status') throw new Error('the node does not tell its status');
  return report.status;
}

/** How often the node refused something. */
export function countsOf(node: MemoryHost): number {
  return Object.values(statusOf(node).counts).reduce((sum, count) => sum + count, 0);
}

/** What a node holds, has programmed and stored, and how often it did something to the world outside. */
export function heldBy(node: MemoryHost) {
  const { counts, ...status } = statusOf(node);
  const { peers, sessions, state, outputs } = node;
  const effects = outputs.filter(({ kind }) => kind !== 'report').length;
  return structuredClone({ status, peers, sessions, state, effects });
}
