import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../embedded/index.mjs';
import { applyMigrations } from '../migrate/apply.ts';

/** A database of one test file. */
export interface TemporaryDatabase {
  readonly url: string;
  /** Stops the server and removes its files. */
  stop(): Promise<void>;
}

/** A PostgreSQL server of its own on a free port, empty or (by default) with the newest schema. */
export async function startTemporaryDatabase(
  options: { migrated?: boolean } = {},
): Promise<TemporaryDatabase> {
  const directory = await mkdtemp(join(tmpdir(), 'ntm-database-'));
  const firstPort = 16_000 + (process.pid % 8000);
  const server = await startEmbeddedPostgres({ directory, firstPort, durable: false });
  if (options.migrated !== false) await applyMigrations(server.url);
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
