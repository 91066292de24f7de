import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPrismaClient } from './client.ts';
import type { PrismaClient } from './generated/client.ts';
import { dumpDatabase } from './testing/database-dump.ts';
import { emptyAudit } from './testing/empty-audit.ts';
import { startTemporaryDatabase, type TemporaryDatabase } from './testing/temporary-database.ts';

let database: TemporaryDatabase;
let prisma: PrismaClient;
beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 2 });
  await prisma.auditEntry.create({
    data: { actorKind: 'user', actorId: 'a', actorName: 'ops', action: 'node.deleted' },
  });
}, 60_000);
afterAll(async () => {
  await prisma.$disconnect();
  await database.stop();
});

test.each<[string, () => Promise<unknown>]>([
  ['changed', () => prisma.auditEntry.updateMany({ data: { actorName: 'nobody' } })],
  ['changed by SQL', () => prisma.$executeRaw`UPDATE audit_entries SET at = now()`],
  ['deleted', () => prisma.auditEntry.deleteMany()],
  ['deleted by SQL', () => prisma.$executeRaw`DELETE FROM audit_entries WHERE id > 0`],
  ['emptied', () => prisma.$executeRaw`TRUNCATE audit_entries`],
  [
    'deleted by way of an insert that conflicts',
    () => prisma.$executeRaw`
      INSERT INTO audit_entries (id, actor_kind, actor_id, action) SELECT id, 'user', 'b', 'x' FROM audit_entries
      ON CONFLICT (id) DO UPDATE SET action = 'x'`,
  ],
])('an entry of the audit is not %s', async (_, change) => {
  const before = await dumpDatabase(database.url);
  await expect(change()).rejects.toThrow('only ever added');
  expect(await dumpDatabase(database.url)).toEqual(before);
});

test('only the owner of the table takes entries away, by switching the guard off', async () => {
  await emptyAudit(prisma);
  expect(await prisma.auditEntry.count()).toBe(0);
  await prisma.auditEntry.create({ data: { actorKind: 'user', actorId: 'a', action: 'x' } });
  await expect(prisma.auditEntry.deleteMany()).rejects.toThrow('only ever added');
});
