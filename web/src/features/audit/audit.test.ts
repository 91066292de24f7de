import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCallerFactory } from '../../trpc/init.ts';
import { person } from '../../trpc/testing/person.ts';
import { auditRouter } from './router.ts';

let database: TemporaryDatabase;
let prisma: PrismaClient;
beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 2 });
  await prisma.auditEntry.createMany({
    data: Array.from({ length: 130 }, (_, index) => ({
      actorKind: 'user',
      actorId: 'id',
      actorName: index % 2 === 0 ? 'ops-tokyo' : '=ops',
      action: 'node.suspended',
      subjectKind: 'node',
      subjectId: `node-${index}`,
      before: { suspended: false, name: 'till-7' },
      after: { suspended: true, name: 'till-7' },
      address: '192.0.2.1',
    })),
  });
});
afterAll(async () => {
  await prisma.$disconnect();
  await database.stop();
});

const caller = () =>
  createCallerFactory(auditRouter)({
    prisma,
    user: person('admin'),
    requestId: 'request',
    address: '192.0.2.1',
    now: new Date(),
  });

it('is read page by page, newest first, nothing twice and nothing left out', async () => {
  const first = await caller().list({});
  const second = await caller().list({ cursor: first.nextCursor });
  const subjects = [...first.entries, ...second.entries].map(({ subject }) => subject);
  expect(subjects).toEqual(Array.from({ length: 130 }, (_, index) => `node node-${129 - index}`));
  expect(second.nextCursor).toBeNull();
});

it('tells of a change only what differs', async () => {
  const { entries } = await caller().list({});
  expect(entries[0]?.change).toEqual({
    lines: [
      { kind: 'removed', text: 'suspended: false' },
      { kind: 'added', text: 'suspended: true' },
    ],
    equal: 1,
    cut: 0,
  });
});

it('is saved as a file of the search, without a formula', async () => {
  const { csv, isCut } = await caller().export({ search: 'node-12' });
  const lines = csv.trimEnd().split('\r\n');
  expect(lines).toHaveLength(12);
  expect(lines[0]).toBe('at_utc,actor,actor_kind,action,subject,before,after,address,request');
  expect(csv).not.toMatch(/(^|,)=ops/m);
  expect(isCut).toBe(false);
});
