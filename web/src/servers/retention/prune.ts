import type { ClientBase, Pool } from 'pg';
import { inTransaction } from '../in-transaction.ts';
import { RETENTION_RULES, ROWS_AT_ONCE } from './rules.ts';

/** Of several coordinators one prunes at a time. */
const RETENTION_LOCK = 72_707_374;
/** Writers come first: whoever waits longer for a row gives up and comes back. */
const LOCK_WITHIN = '3s';

/** Rows that went, by table. */
export type Pruned = Readonly<Record<string, number>>;

/**
 * Deletes what is no longer kept, in short transactions. Ends early, between two of them, when told to. Where another
 * coordinator is at it, it leaves that one to it.
 */
export async function prune(pool: Pool, now: Date, signal?: AbortSignal): Promise<Pruned> {
  const pruned: Record<string, number> = {};
  for (const { table, statement } of RETENTION_RULES) {
    let deleted = ROWS_AT_ONCE;
    while (deleted >= ROWS_AT_ONCE && !signal?.aborted) {
      deleted = await inTransaction(pool, (client) => deleteNext(client, statement, now));
      if (deleted > 0) pruned[table] = (pruned[table] ?? 0) + deleted;
    }
  }
  return pruned;
}

async function deleteNext(client: ClientBase, statement: string, now: Date): Promise<number> {
  await client.query(`SET LOCAL lock_timeout = '${LOCK_WITHIN}'`);
  const { rows } = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS mine', [
    RETENTION_LOCK,
  ]);
  if (!rows[0]?.mine) return 0;
  const { rowCount } = await client.query(statement, [now]);
  return rowCount ?? 0;
}
