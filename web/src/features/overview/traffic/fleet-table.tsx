import { type PointColumn, PointsTable } from '../../nodes/traffic/points-table.tsx';
import { rateWords } from '../../nodes/traffic/rate-text.ts';
import type { FleetPoint } from './fleet-points.ts';

const COLUMNS: readonly PointColumn<FleetPoint>[] = [
  { head: 'End to end', words: ({ endToEnd }) => rateWords(endToEnd) },
  { head: 'Relayed', words: ({ relayed }) => rateWords(relayed) },
  { head: 'Handovers', words: ({ handovers }) => handovers?.toLocaleString('en') ?? '–' },
];

/** The points of the fleet's chart. */
export function FleetTable({ points }: { points: readonly FleetPoint[] }) {
  return <PointsTable points={points} columns={COLUMNS} />;
}
