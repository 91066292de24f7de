import { type PointColumn, PointsTable } from './points-table.tsx';
import { rateWords } from './rate-text.ts';
import type { ThroughputPoint } from './throughput.ts';

const SHOWN = 200;

const COLUMNS: readonly PointColumn<ThroughputPoint>[] = [
  { head: 'In', words: ({ received }) => rateWords(received) },
  { head: 'Out', words: ({ sent }) => rateWords(sent) },
];

/** The newest points of a node's chart. */
export function ThroughputTable({ points }: { points: readonly ThroughputPoint[] }) {
  return <PointsTable points={points.slice(-SHOWN)} columns={COLUMNS} />;
}
