import { ADVISORY_LOCKS } from '@ntmobile/prisma';
import type { ClientBase, Pool } from 'pg';
import { GAP_WAITS_MS, RAW, TIERS } from '../../../telemetry/tiers.ts';
import { inTransaction } from '../../in-transaction.ts';
import { dropPartition, ensurePartitions, expiredPartitions } from './partitions.ts';
import { ROLL_UP_CONTIGUOUS, ROLL_UP_OVERDUE, rollUpPartition } from './roll-up-statement.ts';

/**
 * Takes every sample that is committed without a gap before it into all tiers, once, however often and by however
 * many this is called; where another is at it, it has nothing to do. Late ones are added to the buckets of their time.
 * Ends early, between two transactions, when told to. Returns how many samples were taken.
 */
export function rollUp(pool: Pool, now: Date, signal?: AbortSignal): Promise<number> {
  return repeat({ pool, statement: ROLL_UP_CONTIGUOUS, now, ...(signal && { signal }) });
}

/**
 * As `rollUp` for samples that have waited `GAP_WAITS_MS` for earlier ones: the tiers go on without these. Counters are
 * complete by it, since they only grow; what still comes of the gap is kept as samples and not in the tiers.
 */
export function rollUpOverdue(pool: Pool, now: Date, signal?: AbortSignal): Promise<number> {
  const before = new Date(now.getTime() - GAP_WAITS_MS);
  return repeat({ pool, statement: ROLL_UP_OVERDUE, now, more: [before], ...(signal && { signal }) });
}

/**
 * Makes the partitions that are due and drops those whose rows are no longer kept. Samples that still wait for
 * earlier ones go into the tiers before their partition goes. Returns the names of those dropped.
 */
export async function turnPartitions(pool: Pool, now: Date, signal?: AbortSignal): Promise<string[]> {
  const dropped: string[] = [];
  for (const table of [RAW, ...TIERS]) {
    if (signal?.aborted) return dropped;
    await ensurePartitions(pool, table, now);
    for (const { partition } of await expiredPartitions(pool, table, now)) {
      if (table === RAW) await repeat({ pool, statement: rollUpPartition(partition), now });
      await dropPartition(pool, table, partition);
      dropped.push(partition);
    }
  }
  return dropped;
}

async function repeat(of: {
  pool: Pool;
  statement: string;
  now: Date;
  /** Parameters after the tiers'. */
  more?: readonly Date[];
  signal?: AbortSignal;
}): Promise<number> {
  let samples = 0;
  while (!of.signal?.aborted) {
    const taken = await inTransaction(of.pool, (client) => takeNext(client, of));
    samples += taken?.samples ?? 0;
    if (taken === undefined || taken.runs === 0) break;
  }
  return samples;
}

/** Undefined where another is at it. */
async function takeNext(
  client: ClientBase,
  { statement, now, more = [] }: { statement: string; now: Date; more?: readonly Date[] },
): Promise<{ runs: number; samples: number } | undefined> {
  const lock = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS mine', [
    ADVISORY_LOCKS.tiers,
  ]);
  if (!lock.rows[0]?.mine) return undefined;
  const oldest = await client.query<{ at: Date }>(
    `SELECT $1::timestamptz - kept::interval AS at
     FROM unnest($2::text[]) WITH ORDINALITY AS tier (kept, place) ORDER BY place`,
    [now, TIERS.map(({ kept }) => kept)],
  );
  const { rows } = await client.query<{ runs: number; samples: number }>(statement, [
    ...oldest.rows.map(({ at }) => at),
    ...more,
  ]);
  return rows[0];
}
