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
}

const MINUTE_MS = 60_000;

/** Samples as they came, by the day of their arrival. */
export const RAW = {
  table: 'telemetry_samples',
  period: 'day',
  kept: '48 hours',
} as const satisfies PartitionedTable;

/** Sums, counts, least and greatest of samples, by where their bucket begins; from the finest on. */
export const TIERS = [
  { table: 'telemetry_5m', period: 'day', kept: '30 days', bucketMs: 5 * MINUTE_MS },
  { table: 'telemetry_1h', period: 'month', kept: '13 months', bucketMs: 60 * MINUTE_MS },
  { table: 'telemetry_1d', period: 'year', kept: '5 years', bucketMs: 1_440 * MINUTE_MS },
] as const satisfies readonly Tier[];

/** Stands for a node in the rows of the whole fleet. */
export const FLEET = 'fleet';
