import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../embedded/index.mjs';
import { installedPostgres } from '../embedded/installed-postgres.mjs';
import { createPrismaClient } from './client.ts';
import { applyMigrations } from './migrate/apply.ts';
import { startTemporaryDatabase } from './testing/temporary-database.ts';

const binaries = installedPostgres();
if (binaries === undefined) test.skip('no PostgreSQL server is installed here: nothing is tested on one');

describe.skipIf(binaries === undefined)('a PostgreSQL server that is not ours', () => {
  let server: EmbeddedPostgres;
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ntm-ordinary-'));
    const firstPort = 24_000 + (process.pid % 8000);
    server = await startEmbeddedPostgres({
      directory,
      firstPort,
      durable: false,
      binaries: binaries as string,
    });
  }, 60_000);

  afterAll(async () => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  });

  test('takes every migration, and the client works on it', async () => {
    const database = await startTemporaryDatabase({ serverUrl: server.url });
    expect(await applyMigrations(database.url)).toEqual([]);
    const prisma = createPrismaClient(database.url, { connections: 1 });
    const made = await prisma.node.create({
      data: {
        id: 'a'.repeat(26),
        name: 'alpha',
        lastName: 'alpha',
        staticKey: new Uint8Array(32),
        virtualIpv4: '198.18.0.2',
      },
    });
    expect(await prisma.node.findMany()).toEqual([made]);
    await prisma.$disconnect();
    await database.stop();
  });

  test('gives each test file a database of its own, which is gone afterwards', async () => {
    const [one, other] = await Promise.all([
      startTemporaryDatabase({ serverUrl: server.url, migrated: false }),
      startTemporaryDatabase({ serverUrl: server.url, migrated: false }),
    ]);
    expect(one.url).not.toBe(other.url);
    await Promise.all([one.stop(), other.stop()]);
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    const { rows } = await client.query(`SELECT datname FROM pg_database WHERE datname LIKE 'ntm_test_%'`);
    await client.end();
    expect(rows).toEqual([]);
  });
});
