import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { idOf, insertNode, NOW, payload } from '../fleet-fixture.ts';
import { PresenceTracker } from './presence.ts';

const [NAMED, LOST, HEARD] = [idOf(1), idOf(2), idOf(3)];
let database: TemporaryDatabase;
let prisma: PrismaClient;
let pool: Pool;
let presence: PresenceTracker;

beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 2 });
  pool = new Pool({ connectionString: database.url, max: 2 }).on('error', () => {});
  for (const id of [NAMED, LOST, HEARD]) await insertNode(prisma, id);
});

afterAll(async () => {
  await presence.stop();
  await pool.end();
  await prisma.$disconnect();
  await database.stop();
});

beforeEach(async () => {
  await presence?.stop();
  await prisma.presence.deleteMany();
  const row = { online: true, since: NOW, lastSeenAt: NOW };
  for (const nodeId of [NAMED, LOST, HEARD]) await prisma.presence.create({ data: { nodeId, ...row } });
  presence = new PresenceTracker({
    pool,
    settledAfterMs: 50,
    onUnavailable: (error) => {
      throw error;
    },
  });
});

const SOON = { timeout: 10_000 };
const online = async () => {
  const rows = await prisma.presence.findMany({ where: { online: true }, orderBy: { nodeId: 'asc' } });
  return rows.map(({ nodeId }) => nodeId).sort();
};
const here = payload({ v: 1, online: true, since: 1, bootId: idOf(100), agent: 'ntm-node/0.1.0' });

it('of nodes that a broker names no more after we were away ends, and of those it names or that speak goes on', async () => {
  const later = new Date(NOW.getTime() + 60_000);
  presence.received(NAMED, here, true, later);
  await prisma.presence.update({
    where: { nodeId: HEARD },
    data: { lastSeenAt: new Date(later.getTime() + 1) },
  });
  presence.brokerConnected(later);
  await vi.waitFor(async () => expect(await online()).toEqual([HEARD, NAMED].sort()), SOON);
});

it('is not judged while the broker is away, and anew when it is back', async () => {
  presence.received(NAMED, here, true, NOW);
  presence.brokerConnected(new Date(NOW.getTime() + 1));
  presence.brokerLost();
  presence.received(LOST, here, true, NOW);
  presence.brokerConnected(new Date(NOW.getTime() + 2));
  await vi.waitFor(async () => expect(await online()).toEqual([LOST]), SOON);
});
