import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../embedded/index.mjs';
import { applyMigrations } from '../migrate/apply.ts';

/** A database of one test file. */
export interface TemporaryDatabase {
  readonly url: string;
  /** Stops the server and removes its files, or takes the database away from a server that stays. */
  stop(): Promise<void>;
}

/** How a test wants its database. */
export interface TemporaryDatabaseOptions {
  /** Whether it has the newest schema; it has when left out. */
  readonly migrated?: boolean;
  /** A server that is there, as a user who may create databases; `NTM_TEST_DATABASE_URL` when left out. */
  readonly serverUrl?: string | undefined;
}

/** A database of its own: a PostgreSQL server on a free port, or a new database of the server that the tests are given. */
export async function startTemporaryDatabase({
  migrated = true,
  serverUrl = process.env.NTM_TEST_DATABASE_URL,
}: TemporaryDatabaseOptions = {}): Promise<TemporaryDatabase> {
  const database = await (serverUrl ? createDatabase(serverUrl) : startServer());
  if (migrated) await applyMigrations(database.url);
  return database;
}

async function startServer(): Promise<TemporaryDatabase> {
  const directory = await mkdtemp(join(tmpdir(), 'ntm-database-'));
  const firstPort = 16_000 + (process.pid % 8000);
  const server = await startEmbeddedPostgres({ directory, firstPort, durable: false });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function createDatabase(serverUrl: string): Promise<TemporaryDatabase> {
  const name = `ntm_test_${randomBytes(8).toString('hex')}`;
  await onServer(serverUrl, `CREATE DATABASE "${name}"`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    stop: () => onServer(serverUrl, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`),
  };
}

async function onServer(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
