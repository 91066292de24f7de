import type { ClientBase, Pool } from 'pg';
import type { PartitionedTable } from '../../../telemetry/tiers.ts';
import { inTransaction } from '../../in-transaction.ts';

/** Periods beyond the present one whose partitions are made in advance. */
const AHEAD = 2;
/** A partition is not worth holding up writers for: whoever cannot have the table at once tries again later. */
const LOCK_WITHIN = '3s';

interface Range {
  readonly partition: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Makes the partitions of a table that are missing, from the oldest that is kept to a few ahead. Rows that came
 * before their partition move into it. Returns the names of those made.
 */
export async function ensurePartitions(pool: Pool, table: PartitionedTable, now: Date): Promise<string[]> {
  const missing = await missingRanges(pool, table, now);
  for (const range of missing) await inTransaction(pool, (client) => addPartition(client, table, range));
  return missing.map(({ partition }) => partition);
}

/** Partitions whose last row is older than what is kept, oldest first, with the end of each. */
export async function expiredPartitions(
  pool: Pool,
  { table, kept }: PartitionedTable,
  now: Date,
): Promise<{ partition: string; end: Date }[]> {
  const { rows } = await pool.query<{ partition: string; end: Date }>(
    `SELECT * FROM (
       SELECT child.relname AS partition,
         (regexp_match(pg_get_expr(child.relpartbound, child.oid), 'TO \\(''([^'']+)''\\)'))[1]::timestamptz AS end
       FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid
       WHERE inhparent = $1::regclass
     ) AS bounds
     WHERE bounds.end <= $2::timestamptz - $3::interval ORDER BY bounds.end`,
    [table, now, kept],
  );
  return rows;
}

/** Drops a partition with all its rows. */
export async function dropPartition(
  pool: Pool,
  { table }: PartitionedTable,
  partition: string,
): Promise<void> {
  await inTransaction(pool, async (client) => {
    await lockInOrder(client, table, 'ACCESS EXCLUSIVE');
    await client.query(`DROP TABLE IF EXISTS "${partition}"`);
  });
}

async function missingRanges(
  pool: Pool,
  { table, period, kept }: PartitionedTable,
  now: Date,
): Promise<Range[]> {
  // A range that another partition covers, like the one of what was there before there were partitions, is not missing.
  const { rows } = await pool.query<Range>(
    `WITH wanted AS (
       SELECT $1 || '_' || to_char(begin AT TIME ZONE 'UTC', 'YYYYMMDD') AS partition, begin,
         (begin AT TIME ZONE 'UTC' + $4::interval) AT TIME ZONE 'UTC' AS finish
       FROM generate_series(
         date_trunc($2, $5::timestamptz - $3::interval, 'UTC') AT TIME ZONE 'UTC',
         date_trunc($2, $5::timestamptz, 'UTC') AT TIME ZONE 'UTC' + ${AHEAD} * $4::interval, $4::interval
       ) AS local, LATERAL (SELECT local AT TIME ZONE 'UTC' AS begin) AS instant
     ), present AS (
       SELECT (regexp_match(bound, 'FROM \\(''([^'']+)''\\)'))[1]::timestamptz AS begin,
         (regexp_match(bound, 'TO \\(''([^'']+)''\\)'))[1]::timestamptz AS finish
       FROM (
         SELECT pg_get_expr(child.relpartbound, child.oid) AS bound
         FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid WHERE inhparent = $1::regclass
       ) AS bounds WHERE bound <> 'DEFAULT'
     )
     SELECT partition, begin::text AS from, finish::text AS to FROM wanted
     WHERE NOT EXISTS (
       SELECT 1 FROM present WHERE coalesce(present.begin, '-infinity') < wanted.finish AND present.finish > wanted.begin
     ) ORDER BY begin`,
    [table, period, kept, `1 ${period}`, now],
  );
  return rows;
}

async function addPartition(client: ClientBase, { table }: PartitionedTable, range: Range): Promise<void> {
  const { partition, from, to } = range;
  const column = await partitionColumn(client, table);
  await lockInOrder(client, table, 'SHARE ROW EXCLUSIVE');
  const { rows } = await client.query('SELECT 1 WHERE to_regclass($1) IS NOT NULL', [partition]);
  // Another coordinator was quicker.
  if (rows.length > 0) return;
  await client.query(`CREATE TABLE "${partition}" (LIKE "${table}" INCLUDING DEFAULTS)`);
  await client.query(
    `WITH moved AS (DELETE FROM "${table}_rest" WHERE "${column}" >= $1 AND "${column}" < $2 RETURNING *)
     INSERT INTO "${partition}" SELECT * FROM moved`,
    [from, to],
  );
  await client.query(
    `ALTER TABLE "${table}" ATTACH PARTITION "${partition}" FOR VALUES FROM ('${from}') TO ('${to}')`,
  );
}

/**
 * Locks what a table refers to, whose triggers change, and then the table: nobody may write into the rest while rows
 * move. Writers lock in this order too; in another one each would wait for the other.
 */
async function lockInOrder(client: ClientBase, table: string, mode: string): Promise<void> {
  await client.query(`SET LOCAL lock_timeout = '${LOCK_WITHIN}'`);
  const { rows } = await client.query<{ name: string }>(
    `SELECT DISTINCT confrelid::regclass::text AS name FROM pg_constraint WHERE conrelid = $1::regclass AND contype = 'f'`,
    [table],
  );
  for (const { name } of rows) await client.query(`LOCK TABLE ${name} IN ${mode} MODE`);
  await client.query(`LOCK TABLE "${table}" IN ACCESS EXCLUSIVE MODE`);
}

async function partitionColumn(client: ClientBase, table: string): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT attname AS name FROM pg_partitioned_table
     JOIN pg_attribute ON attrelid = partrelid AND attnum = partattrs[0] WHERE partrelid = $1::regclass`,
    [table],
  );
  return (rows[0] as { name: string }).name;
}
