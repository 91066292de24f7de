import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPrismaClient, poolCounts } from './client.ts';
import { startTemporaryDatabase, type TemporaryDatabase } from './testing/temporary-database.ts';

let database: TemporaryDatabase;
beforeAll(async () => {
  database = await startTemporaryDatabase();
}, 60_000);
afterAll(() => database.stop());

test('says how busy its pool is: nothing before its first query, what runs and what waits after', async () => {
  const client = createPrismaClient(database.url, { connections: 2 });
  expect(poolCounts(client)).toEqual({ idle: 0, busy: 0, awaited: 0 });
  const asleep = Promise.all([1, 2, 3].map(() => client.$queryRaw`SELECT pg_sleep(3)::text`));
  await expect.poll(() => poolCounts(client), { timeout: 10_000 }).toEqual({ idle: 0, busy: 2, awaited: 1 });
  await asleep;
  expect(poolCounts(client)).toEqual({ idle: 2, busy: 0, awaited: 0 });
  await client.$disconnect();
}, 30_000);
