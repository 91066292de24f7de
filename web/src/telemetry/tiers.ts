/** A length of the calendar in UTC, as PostgreSQL's `date_trunc` knows it. */
export type Period = 'day' | 'month' | 'year';

/** A partitioned table of telemetry. */
export interface PartitionedTable {
  readonly table: string;
  /** Column that rows are assigned to partitions by. */
  readonly period: Period;
  /** How long rows are kept, as an interval of PostgreSQL. */
  readonly kept: string;
}

/** What is kept of telemetry at one width of a point. */
export interface Tier extends PartitionedTable {
  readonly bucketMs: number;
  readonly keptMs: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

/** Samples as they came, by the day of their arrival. */
export const RAW = {
  table: 'telemetry_samples',
  period: 'day',
  kept: '2 days',
} as const satisfies PartitionedTable;

/** Sums, counts, least and greatest of samples, by where their bucket begins; from the finest on. */
export const TIERS = [
  tier('telemetry_5m', { bucketMs: 5 * MINUTE_MS, keptDays: 30, period: 'day' }),
  // 13 months.
  tier('telemetry_1h', { bucketMs: 60 * MINUTE_MS, keptDays: 396, period: 'month' }),
  // 5 years.
  tier('telemetry_1d', { bucketMs: DAY_MS, keptDays: 1_827, period: 'year' }),
] as const;

/** How long samples wait for earlier ones that are missing before the tiers go on without these. */
export const GAP_WAITS_MS = 60 * MINUTE_MS;

/** Stands for a node in the rows of the whole fleet. */
export const FLEET = 'fleet';

function tier(table: string, of: { bucketMs: number; keptDays: number; period: Period }): Tier {
  const { bucketMs, keptDays, period } = of;
  return { table, period, bucketMs, kept: `${keptDays} days`, keptMs: keptDays * DAY_MS };
}
