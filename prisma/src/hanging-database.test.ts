import { EventEmitter, once } from 'node:events';
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

const TIMEOUTS = { connectionTimeoutMillis: 1_000, query_timeout: 1_000, statement_timeout: 900 };
/** Far below what "for ever" is, far above what a busy machine adds. */
const BOUND_MS = 10_000;
/** A machine that is busy may itself be late, a few times. */
const TRIES = 20;

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

/** Does something that may be done again, until the database answers in time. */
async function done<T>(work: () => Promise<T>): Promise<T> {
  for (let left = TRIES; ; left--) {
    try {
      return await work();
    } catch (error) {
      if (left === 0 || !isDatabaseAway(error)) throw error;
    }
  }
}

/** A transaction that has a connection of the two, until it is told to end. */
async function held(): Promise<{ end(): Promise<void> }> {
  const events = new EventEmitter();
  const begun = once(events, 'begun');
  const transaction = client.$transaction(
    async () => {
      const asked = once(events, 'asked');
      events.emit('begun');
      await asked;
    },
    { maxWait: BOUND_MS, timeout: 2 * BOUND_MS },
  );
  await Promise.race([begun, transaction]);
  return {
    end() {
      events.emit('asked');
      return transaction;
    },
  };
}

const keyNamed = (label: string) => ({
  id: label,
  secretHash: new Uint8Array(32).fill(label.charCodeAt(0)),
  label,
});
const labels = async () =>
  (await witness.enrolmentKey.findMany({ orderBy: { label: 'asc' } })).map(({ label }) => label);

test('a database that accepts and never answers fails every query in time, and none after its return', async () => {
  await done(() => client.$queryRaw`SELECT 1`);
  signalServer(server, 'SIGSTOP');
  // On a connection that was there, on one that would have to be made, and in turn for one.
  const failures = await Promise.all(Array.from({ length: 4 }, () => failureOf(client.$queryRaw`SELECT 1`)));
  expect(failures.map(isDatabaseAway)).toEqual([true, true, true, true]);
  signalServer(server, 'SIGCONT');
  expect(await done(() => client.$queryRaw`SELECT 2 AS two`)).toEqual([{ two: 2 }]);
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
  for (const [number, label] of ['later', 'much later', 'newest'].entries()) {
    const create = { ...keyNamed(label), secretHash: new Uint8Array(32).fill(number) };
    await done(() => client.enrolmentKey.upsert({ where: { id: label }, create, update: {} }));
  }
  expect(await labels()).toEqual(['later', 'much later', 'newest']);
});

test('a statement that takes too long is ended by the server, with what it holds', async () => {
  await done(() => client.$queryRaw`SELECT 1`);
  const failure = await failureOf(
    client.$queryRaw`SELECT 1 AS one FROM (SELECT pg_advisory_lock(1), pg_sleep(30)) AS held`,
  );
  expect(isDatabaseAway(failure)).toBe(true);
  const left = () =>
    witness.$queryRaw<
      { count: number }[]
    >`SELECT count(*)::int AS count FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)%' AND state = 'active' AND pid <> pg_backend_pid()`;
  expect(await left()).toEqual([{ count: 0 }]);
});

test('a transaction that had no turn is told from one that took too long itself', async () => {
  await done(() => client.$queryRaw`SELECT 1`);
  const late = await failureOf(
    client.$transaction(
      async (transaction) => {
        await new Promise((resolve) => setTimeout(resolve, 300));
        await transaction.$queryRaw`SELECT 1`;
      },
      { timeout: 100 },
    ),
  );
  expect(late).toMatchObject({ code: 'P2028' });
  expect(isDatabaseAway(late)).toBe(false);
  const turns = await Promise.all([held(), held()]);
  const refused = await failureOf(client.$transaction(() => Promise.resolve(), { maxWait: 200 }));
  for (const turn of turns) await turn.end();
  expect(refused).toMatchObject({ code: 'P2028' });
  expect(isDatabaseAway(refused)).toBe(true);
});

test('a database that stops in a transaction of a short time is away all the same', async () => {
  await done(() => client.$queryRaw`SELECT 1`);
  const failure = await failureOf(
    client.$transaction(
      async (transaction) => {
        signalServer(server, 'SIGSTOP');
        await transaction.$queryRaw`SELECT 1`;
      },
      { timeout: 300 },
    ),
  );
  signalServer(server, 'SIGCONT');
  expect(isDatabaseAway(failure)).toBe(true);
});

test('a statement that was refused is no database that is away', async () => {
  await done(() => client.$queryRaw`SELECT 1`);
  const failure = await failureOf(client.$queryRaw`SELECT 1 / 0`);
  expect(failure).toBeInstanceOf(Error);
  expect(isDatabaseAway(failure)).toBe(false);
});
