import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import type { ConfigReport } from '@ntmobile/shared/fleet';
import { Pool } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { idOf, insertNode } from '../fleet-fixture.ts';
import { inTransaction } from '../in-transaction.ts';
import { writeReports } from './report-writer.ts';

const [HOSTILE, RESTORED] = [idOf(1), idOf(2)];
let database: TemporaryDatabase;
let prisma: PrismaClient;
let pool: Pool;

beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 1 });
  pool = new Pool({ connectionString: database.url, max: 1 });
  for (const node of [HOSTILE, RESTORED]) await insertNode(prisma, node);
});
afterAll(async () => {
  await pool.end();
  await prisma.$disconnect();
  await database.stop();
});

function report(node: string, revision: number): ConfigReport {
  return { v: 1, node, revision, hash: 'a'.repeat(64), status: 'applied', bootId: idOf(9) };
}
const write = (...reports: ConfigReport[]) => inTransaction(pool, (client) => writeReports(client, reports));
const told = async (node: string) =>
  (await prisma.auditEntry.findMany({ where: { subjectId: node } })).map(({ before, after }) => [
    before,
    after,
  ]);

it('tells the audit log of a node that went back, and no node can fill it by going to and fro', async () => {
  for (let round = 0; round < 20; round++) {
    await write(report(HOSTILE, 2));
    await write(report(HOSTILE, 1));
  }
  expect(await told(HOSTILE)).toEqual([[{ revision: 2 }, { revision: 1 }]]);
  await write(report(RESTORED, 7));
  await write(report(RESTORED, 5), report(RESTORED, 7));
  expect(await told(RESTORED)).toEqual([[{ revision: 7 }, { revision: 5 }]]);
});
