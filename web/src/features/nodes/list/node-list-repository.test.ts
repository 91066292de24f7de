import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { formatNodeId } from '@ntmobile/shared';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NO_FILTER } from './list-filter.ts';
import { listNodes } from './node-list-repository.ts';

const NODES = 3_000;
const LIMIT = 51;
/** Ids are drawn, of letters and digits. */
const AFTER_EVERY_ID = 'z'.repeat(64);

let database: TemporaryDatabase;
let prisma: PrismaClient;
beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 2 });
  const names = Array.from({ length: NODES }, (_, index) => `till-${String(index).padStart(4, '0')}`);
  await prisma.node.createMany({
    data: names.map((name) => ({
      id: formatNodeId(crypto.getRandomValues(new Uint8Array(16))),
      name,
      lastName: name,
      staticKey: crypto.getRandomValues(new Uint8Array(32)),
      approval: 'approved' as const,
    })),
  });
  await prisma.$executeRaw`
    INSERT INTO presence (node_id, online, since, last_seen_at) SELECT id, true, now(), now() FROM nodes`;
  await prisma.$executeRaw`INSERT INTO node_config_states (node_id) SELECT id FROM nodes`;
  await prisma.$executeRaw`ANALYZE`;
});
afterAll(async () => {
  await prisma.$disconnect();
  await database.stop();
});

/** Rows at which the present connection has looked, until now. */
async function looks(tx: Pick<PrismaClient, '$queryRaw'>): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int AS count
    FROM pg_stat_xact_user_tables WHERE relname IN ('nodes', 'presence', 'node_config_states')`;
  return row?.count ?? Number.NaN;
}

it.each([
  ['the first page by name', 'name', undefined, 'till-0000'],
  ['a later page by name', 'name', { key: 'till-1499', id: AFTER_EVERY_ID }, 'till-1500'],
  ['the first page backwards', '-name', undefined, 'till-2999'],
] as const)('reads %s without a look at every node', async (_, sort, cursor, first) => {
  await prisma.$transaction(async (tx) => {
    const before = await looks(tx);
    const rows = await listNodes(tx as PrismaClient, {
      filter: { ...NO_FILTER, sort },
      cursor,
      limit: LIMIT,
    });
    expect((await looks(tx)) - before).toBeLessThan(NODES / 2);
    expect([rows.length, rows[0]?.name]).toEqual([LIMIT, first]);
  });
});
