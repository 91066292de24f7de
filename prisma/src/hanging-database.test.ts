import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../embedded/index.mjs';
import { createPrismaClient } from './client.ts';
import { isDatabaseAway } from './database-away.ts';
import type { PrismaClient } from './generated/client.ts';
import { applyMigrations } from './migrate/apply.ts';
import { signalServer } from './testing/signal-server.ts';

const TIMEOUTS = { connectionTimeoutMillis: 500, query_timeout: 500 };
/** Far below what "for ever" is, far above what a busy machine adds. */
const BOUND_MS = 5_000;

let directory: string;
let server: EmbeddedPostgres;
let client: PrismaClient;
let witness: PrismaClient;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ntm-hanging-'));
  const firstPort = 16_000 + (process.pid % 8000);
  server = await startEmbeddedPostgres({ directory, firstPort, durable: false });
  await applyMigrations(server.url);
  client = createPrismaClient(server.url, { connections: 2, timeouts: TIMEOUTS });
  witness = createPrismaClient(server.url, { connections: 1 });
}, 60_000);
afterAll(async () => {
  signalServer(server, 'SIGCONT');
  await Promise.all([client.$disconnect(), witness.$disconnect()]);
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  const begun = performance.now();
  const outcome = await work.then(
    () => 'done',
    (error: unknown) => error,
  );
  expect(performance.now() - begun).toBeLessThan(BOUND_MS);
  return outcome;
}

const keyNamed = (label: string) => ({
  id: label,
  secretHash: new Uint8Array(32).fill(label.charCodeAt(0)),
  label,
});
const labels = async () =>
  (await witness.enrolmentKey.findMany({ orderBy: { label: 'asc' } })).map(({ label }) => label);

test('a database that accepts and never answers fails every query in time, and none after its return', async () => {
  await client.$queryRaw`SELECT 1`;
  signalServer(server, 'SIGSTOP');
  // On a connection that was there, on one that would have to be made, and in turn for one.
  const failures = await Promise.all(Array.from({ length: 4 }, () => failureOf(client.$queryRaw`SELECT 1`)));
  expect(failures.map(isDatabaseAway)).toEqual([true, true, true, true]);
  signalServer(server, 'SIGCONT');
  expect(await client.$queryRaw`SELECT 2 AS two`).toEqual([{ two: 2 }]);
});

test('a transaction that it stopped in leaves nothing behind, and its connection is not used again', async () => {
  const failure = await failureOf(
    client.$transaction(
      async (transaction) => {
        await transaction.enrolmentKey.create({ data: keyNamed('half') });
        signalServer(server, 'SIGSTOP');
        await transaction.enrolmentKey.create({ data: keyNamed('other half') });
      },
      { timeout: 20_000 },
    ),
  );
  expect(isDatabaseAway(failure)).toBe(true);
  signalServer(server, 'SIGCONT');
  for (const label of ['later', 'much later', 'newest'])
    await client.enrolmentKey.create({
      data: { ...keyNamed(label), secretHash: new Uint8Array(32).fill(label.length) },
    });
  expect(await labels()).toEqual(['later', 'much later', 'newest']);
});

test('a statement that was refused is no database that is away', async () => {
  const failure = await failureOf(client.$queryRaw`SELECT 1 / 0`);
  expect(failure).toBeInstanceOf(Error);
  expect(isDatabaseAway(failure)).toBe(false);
});
