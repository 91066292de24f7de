import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { ADVISORY_LOCKS } from '../advisory-locks.ts';
import { timeoutsOf } from '../database-timeouts.ts';
import { type HistoryRow, pendingMigrations } from './history.ts';
import { type MigrationFile, readMigrations } from './migration-files.ts';

const FOLDER = fileURLToPath(new URL('../../migrations', import.meta.url));

const CREATE_HISTORY = `
  CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum" VARCHAR(64) NOT NULL,
    "finished_at" TIMESTAMPTZ,
    "migration_name" VARCHAR(255) NOT NULL,
    "logs" TEXT,
    "rolled_back_at" TIMESTAMPTZ,
    "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count" INTEGER NOT NULL DEFAULT 0
  )`;

/**
 * Brings a database to the newest schema, with the history table and checksums of Prisma's own tool but without its
 * engine. Several processes may call it at once: one applies, the others wait.
 *
 * @param folder - where the migrations are; this package's own when left out
 * @returns names of the migrations applied now
 * @throws MigrationRefusedError when the history cannot be continued; nothing is changed then
 */
export async function applyMigrations(databaseUrl: string, folder: string = FOLDER): Promise<string[]> {
  const files = await readMigrations(folder);
  const { connectionTimeoutMillis } = timeoutsOf(databaseUrl);
  // A step of a migration, and the turn for it, may take any time; the connection may not.
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCKS.migrations]);
    await client.query(CREATE_HISTORY);
    const pending = pendingMigrations(files, await readHistory(client));
    for (const file of pending) await applyOne(client, file);
    return pending.map((file) => file.name);
  } finally {
    await client.end();
  }
}

async function readHistory(client: pg.Client): Promise<HistoryRow[]> {
  const result = await client.query<HistoryRow>(`
    SELECT migration_name AS name, checksum,
           finished_at IS NOT NULL AS finished, rolled_back_at IS NOT NULL AS "rolledBack"
    FROM "_prisma_migrations" ORDER BY started_at`);
  return result.rows;
}

/** The row is written before the work, so that a crash in the middle is seen and refused at the next start. */
async function applyOne(client: pg.Client, file: MigrationFile): Promise<void> {
  const id = randomUUID();
  await client.query('INSERT INTO "_prisma_migrations" (id, checksum, migration_name) VALUES ($1, $2, $3)', [
    id,
    file.checksum,
    file.name,
  ]);
  try {
    await client.query(file.sql);
  } catch (error) {
    await client.query('UPDATE "_prisma_migrations" SET logs = $2 WHERE id = $1', [id, String(error)]);
    throw new Error(`Migration ${file.name} failed: ${String(error)}`, { cause: error });
  }
  await client.query(
    'UPDATE "_prisma_migrations" SET finished_at = now(), applied_steps_count = 1 WHERE id = $1',
    [id],
  );
}
