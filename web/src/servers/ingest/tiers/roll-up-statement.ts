import {
  FIRST_SAMPLE_COVERS_MS,
  LEAST_COVERED_MS,
  MOST_BYTES_PER_MS,
} from '../../../telemetry/plausible-growth.ts';
import { FLEET, TIERS, type Tier } from '../../../telemetry/tiers.ts';
import { COUNTERS, mergeInto, TIER_COLUMNS } from './tier-columns.ts';

/** Most runs, and most samples of each, that one statement takes. */
const RUNS_AT_ONCE = 1_000;
const SAMPLES_OF_A_RUN = 100;

/** Runs with samples that are committed without a gap and not in the tiers. */
const CONTIGUOUS_RUNS = `
  SELECT boot.series, boot.node_id, boot.committed AS up_to, mark.*
  FROM telemetry_boots boot LEFT JOIN LATERAL (${markOf('boot')}) AS mark ON true
  WHERE boot.committed > coalesce(mark.done, -1)`;

/** Runs of a partition with samples that are not in the tiers and still wait for what comes before them. */
const runsOf = (partition: string) => `
  SELECT boot.series, boot.node_id, newest.sequence AS up_to, mark.*
  FROM (SELECT series, max(sequence) AS sequence FROM "${partition}" GROUP BY series) AS newest
  JOIN telemetry_boots boot USING (series) LEFT JOIN LATERAL (${markOf('boot')}) AS mark ON true
  WHERE newest.sequence > coalesce(mark.done, -1)`;

/** Runs with samples that have waited since before $4 for what comes before them, up to the last of these. */
const OVERDUE_RUNS = `
  SELECT boot.series, boot.node_id, overdue.sequence AS up_to, mark.*
  FROM telemetry_boots boot LEFT JOIN LATERAL (${markOf('boot')}) AS mark ON true
  CROSS JOIN LATERAL (
    SELECT max(sequence) AS sequence FROM telemetry_samples
    WHERE series = boot.series AND sequence > greatest(boot.committed, coalesce(mark.done, -1))
      AND arrived_at < $4::timestamptz
  ) AS overdue
  WHERE overdue.sequence IS NOT NULL`;

/** Takes the next samples of runs that are committed without a gap into all tiers. $1 to $3: what each tier keeps, from when. */
export const ROLL_UP_CONTIGUOUS = rollUp(CONTIGUOUS_RUNS);

/** As `ROLL_UP_CONTIGUOUS` for samples whose gap was not filled in time. $4: when they had arrived. */
export const ROLL_UP_OVERDUE = rollUp(OVERDUE_RUNS);

/** As `ROLL_UP_CONTIGUOUS` for all samples of a partition, which is about to go. */
export function rollUpPartition(partition: string): string {
  return rollUp(runsOf(partition));
}

function markOf(boot: string): string {
  const counters = COUNTERS.map((counter) => `${counter} AS done_${counter}`).join(', ');
  return `SELECT sequence AS done, at AS done_at, ${counters} FROM telemetry_roll_ups WHERE series = ${boot}.series`;
}

/**
 * One statement, so that samples and the mark that says they are in are one: a sample's share in a bucket is how much
 * its counters grew since the sample before it in its run, whose counters the mark keeps.
 */
function rollUp(runs: string): string {
  return `
    WITH runs AS MATERIALIZED (${runs} ORDER BY series LIMIT ${RUNS_AT_ONCE}),
    due AS MATERIALIZED (
      SELECT runs.node_id, sample.* FROM runs CROSS JOIN LATERAL (
        SELECT series, sequence, at, ${COUNTERS.join(', ')}, rtt_micros, loss_ppm, tunnels FROM telemetry_samples
        WHERE series = runs.series AND sequence > coalesce(runs.done, -1) AND sequence <= runs.up_to
        ORDER BY sequence LIMIT ${SAMPLES_OF_A_RUN}
      ) AS sample
    ), growth AS MATERIALIZED (${growth()}),
    ${TIERS.map((tier, index) => `into_${tier.table} AS (${intoTier(tier, index + 1)})`).join(', ')},
    marked AS (${mark()})
    SELECT (SELECT count(*) FROM runs)::int AS runs, (SELECT count(*) FROM due)::int AS samples`;
}

function growth(): string {
  const before = COUNTERS.map((counter) => `lag(${counter}) OVER run AS before_${counter}`).join(', ');
  const most = (coveredMs: string | number) => `${MOST_BYTES_PER_MS}::bigint * ${coveredMs}`;
  // A run begins at zero, so that its first sample has grown by what it says; it covers no time that is known.
  const grown = COUNTERS.map(
    (counter) =>
      `CASE WHEN before_at IS NOT NULL
          THEN least(greatest(${counter} - before_${counter}, 0), ${most(`greatest(covered_ms, ${LEAST_COVERED_MS})`)})
        WHEN sequence = 0 THEN least(${counter}, ${most(FIRST_SAMPLE_COVERS_MS)}) ELSE 0 END AS ${counter}`,
  ).join(', ');
  return `
    SELECT node_id, at, rtt_micros AS rtt, loss_ppm AS loss, tunnels, covered_ms, ${grown}
    FROM (
      SELECT *, greatest(coalesce(round(extract(epoch FROM at - before_at) * 1000), 0), 0)::bigint AS covered_ms
      FROM (
        SELECT *, lag(at) OVER run AS before_at, ${before}
        FROM (
          SELECT series, node_id, sequence, at, ${COUNTERS.join(', ')}, rtt_micros, loss_ppm, tunnels, true AS new FROM due
          UNION ALL
          SELECT series, node_id, done, done_at, ${COUNTERS.map((counter) => `done_${counter}`).join(', ')}, NULL, NULL, NULL, false
          FROM runs WHERE done_at IS NOT NULL
        ) AS line WINDOW run AS (PARTITION BY series ORDER BY sequence)
      ) AS pairs
    ) AS covered WHERE new`;
}

/** Rows of nodes and of the fleet; a sample at the very end of a bucket belongs to it. */
function intoTier({ table, bucketMs }: Tier, parameter: number): string {
  const names = TIER_COLUMNS.map(({ name }) => name).join(', ');
  const values = TIER_COLUMNS.map(({ of }) => of).join(', ');
  return `
    INSERT INTO ${table} (node_id, at, ${names})
    SELECT coalesce(node_id, '${FLEET}'), bucket, ${values}
    FROM (
      SELECT *, date_bin('${bucketMs} milliseconds', at - interval '1 microsecond', timestamptz '2000-01-01 00:00:00+00') AS bucket
      FROM growth WHERE at > $${parameter}::timestamptz
    ) AS placed
    GROUP BY GROUPING SETS ((bucket, node_id), (bucket))
    ORDER BY 1, 2
    ON CONFLICT (node_id, at) DO UPDATE SET ${mergeInto(table)}`;
}

function mark(): string {
  const names = ['at', ...COUNTERS];
  return `
    INSERT INTO telemetry_roll_ups (series, sequence, ${names.join(', ')})
    SELECT runs.series, CASE WHEN taken.samples = ${SAMPLES_OF_A_RUN} THEN last.sequence ELSE runs.up_to END,
      ${names.map((name) => `coalesce(last.${name}, runs.done_${name})`).join(', ')}
    FROM runs
    LEFT JOIN (SELECT series, count(*) AS samples FROM due GROUP BY series) AS taken USING (series)
    LEFT JOIN (SELECT DISTINCT ON (series) * FROM due ORDER BY series, sequence DESC) AS last USING (series)
    ON CONFLICT (series) DO UPDATE SET sequence = excluded.sequence, ${names
      .map((name) => `${name} = excluded.${name}`)
      .join(', ')}`;
}
