import type { Pool, PoolClient } from 'pg';

/** Does work on one connection of a pool. One on which it failed is in an unknown state, and is not used again. */
export async function withConnection<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  // The pool hears a lost connection only while nobody has it; unheard it would end the process. Queries fail by it.
  client.on('error', ignore);
  let lost = true;
  try {
    const result = await work(client);
    lost = false;
    return result;
  } finally {
    // One that is not used again keeps its listener: its end may still come.
    if (!lost) client.removeListener('error', ignore);
    client.release(lost);
  }
}

function ignore(): void {}
