import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPrismaClient } from './client.ts';
import type { PrismaClient } from './generated/client.ts';
import { announceNode, NODE_CHANNEL } from './node-channel.ts';
import { startTemporaryDatabase, type TemporaryDatabase } from './testing/temporary-database.ts';

let database: TemporaryDatabase;
let prisma: PrismaClient;
let listener: pg.Client;
const heard: (string | undefined)[] = [];

beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url);
  listener = new pg.Client({ connectionString: database.url });
  await listener.connect();
  listener.on('notification', ({ payload }) => heard.push(payload));
  await listener.query(`LISTEN ${NODE_CHANNEL}`);
}, 60_000);

afterAll(async () => {
  await listener.end();
  await prisma.$disconnect();
  await database.stop();
});

test('a listener hears the ids of committed changes only', async () => {
  const undone = prisma.$transaction(async (transaction) => {
    await announceNode(transaction, 'undone');
    throw new Error('no');
  });
  await expect(undone).rejects.toThrow('no');
  await prisma.$transaction((transaction) => announceNode(transaction, 'done'));
  // The answer of a later query comes after the notifications that were waiting.
  await listener.query('SELECT 1');
  expect(heard).toEqual(['done']);
});
