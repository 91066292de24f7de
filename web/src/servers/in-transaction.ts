import type { Pool, PoolClient } from 'pg';
import { withConnection } from './with-connection.ts';

/** Does work in one transaction: all of it, or none where it throws or the connection is lost. */
export function inTransaction<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  return withConnection(pool, async (client) => {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  });
}
