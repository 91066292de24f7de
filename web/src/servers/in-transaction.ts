import type { Pool, PoolClient } from 'pg';

/** Does work in one transaction: all of it, or none where it throws or the connection is lost. */
export async function inTransaction<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  // The pool hears a lost connection only while nobody has it; unheard it would end the process. Queries fail by it.
  client.on('error', ignore);
  let lost = true;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    lost = false;
    return result;
  } finally {
    // A connection in an unknown state is not used again, and keeps its listener: its end may still come.
    if (!lost) client.removeListener('error', ignore);
    client.release(lost);
  }
}

function ignore(): void {}
