import { ADVISORY_LOCKS } from '@ntmobile/prisma';
import type { ClientBase, Pool } from 'pg';
import { withConnection } from '../with-connection.ts';
import { RETENTION_RULES, ROWS_AT_ONCE } from './rules.ts';

/** Writers come first: whoever waits longer for a row gives up and comes back. */
const LOCK_WITHIN = '3s';

/** Rows that went, by table. */
export type Pruned = Readonly<Record<string, number>>;

/**
 * Deletes what is no longer kept, in short transactions. Ends early, between two of them, when told to. Where another
 * coordinator is at it, it leaves all of it to that one.
 */
export function prune(pool: Pool, now: Date, signal?: AbortSignal): Promise<Pruned> {
  return withConnection(pool, (client) => withLock(client, () => pruneAll(client, now, signal)));
}

async function withLock(client: ClientBase, work: () => Promise<Pruned>): Promise<Pruned> {
  const { rows } = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1) AS mine', [
    ADVISORY_LOCKS.retention,
  ]);
  if (!rows[0]?.mine) return {};
  const unlock = () => client.query('SELECT pg_advisory_unlock($1)', [ADVISORY_LOCKS.retention]);
  const pruned = await work().catch(async (error: unknown) => {
    // The work's error is told. The lock ends with the connection at the latest, which is not used again.
    await unlock().catch(() => undefined);
    throw error;
  });
  // Where this fails the lock may be held still: the error keeps the connection, and the lock by it, from staying.
  await unlock();
  return pruned;
}

async function pruneAll(client: ClientBase, now: Date, signal: AbortSignal | undefined): Promise<Pruned> {
  await client.query(`SET lock_timeout = '${LOCK_WITHIN}'`);
  const pruned: Record<string, number> = {};
  for (const { table, statement, surplus } of RETENTION_RULES) {
    const deleteAll = async (statement: string, values: readonly unknown[]) => {
      let deleted = ROWS_AT_ONCE;
      while (deleted >= ROWS_AT_ONCE && !signal?.aborted) {
        deleted = (await client.query(statement, [...values])).rowCount ?? 0;
        if (deleted > 0) pruned[table] = (pruned[table] ?? 0) + deleted;
      }
    };
    await deleteAll(statement, [now]);
    if (surplus === undefined || signal?.aborted) continue;
    const { rows } = await client.query<{ node_id: string; oldest_kept: string }>(surplus.crowded);
    for (const { node_id, oldest_kept } of rows) await deleteAll(surplus.statement, [node_id, oldest_kept]);
  }
  await client.query('RESET lock_timeout');
  return pruned;
}
