import type { ChartMark } from './chart-history-repository.ts';
import type { TelemetryGap, ThroughputPoint } from './throughput.ts';

/** Which direction a chart shows, from the node's point of view. */
export type ShownDirections = 'both' | 'in' | 'out';

/** What a chart draws. Times in milliseconds since 1970. */
export interface ChartData {
  readonly from: number;
  readonly to: number;
  readonly points: readonly ThroughputPoint[];
  readonly gaps: readonly TelemetryGap[];
  readonly directions: ShownDirections;
  readonly marks: readonly ChartMark[];
}

/** The series of a chart, in the order of its columns after time. */
export const DIRECTIONS = [
  { key: 'received', shownAs: 'in', word: 'In', token: '--chart-1' },
  { key: 'sent', shownAs: 'out', word: 'Out', token: '--chart-4' },
] as const;

/** Whether a series is drawn. */
export function isShown(directions: ShownDirections, shownAs: 'in' | 'out'): boolean {
  return directions === 'both' || directions === shownAs;
}

/** The highest rate that is drawn, so that the unit of the axis fits. */
export function highestRate({ points, directions }: Pick<ChartData, 'points' | 'directions'>): number {
  let highest = 0;
  for (const point of points) {
    if (isShown(directions, 'in')) highest = Math.max(highest, point.received ?? 0);
    if (isShown(directions, 'out')) highest = Math.max(highest, point.sent ?? 0);
  }
  return highest;
}
