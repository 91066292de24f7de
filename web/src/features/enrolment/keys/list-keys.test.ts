import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { formatNodeId } from '@ntmobile/shared';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCallerFactory } from '../../../trpc/init.ts';
import { person } from '../../../trpc/testing/person.ts';
import { enrolmentRouter } from '../router.ts';

const NOW = new Date('2026-04-02T12:00:00Z');
let database: TemporaryDatabase;
let prisma: PrismaClient;
beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 2 });
});
afterAll(async () => {
  await prisma.$disconnect();
  await database.stop();
});

interface Facts {
  approval: 'approved' | 'pending' | 'refused';
  suspendedAt?: Date;
  deletedAt?: Date;
  enrolmentKeyId?: string;
}

async function node(facts: Facts): Promise<void> {
  const id = formatNodeId(crypto.getRandomValues(new Uint8Array(16)));
  const staticKey = crypto.getRandomValues(new Uint8Array(32));
  await prisma.node.create({ data: { id, lastName: 'n', staticKey, ...facts } });
}

function listed() {
  const context = { prisma, user: person('viewer'), requestId: 'request', address: '192.0.2.1', now: NOW };
  return createCallerFactory(enrolmentRouter)(context).listKeys();
}

it('counts who waits for approval, but not who is suspended or gone', async () => {
  const facts: Facts[] = [
    { approval: 'pending' },
    { approval: 'pending' },
    { approval: 'pending', suspendedAt: NOW },
    { approval: 'pending', deletedAt: NOW },
    { approval: 'approved' },
    { approval: 'refused' },
  ];
  for (const of of facts) await node(of);
  const { waiting } = await listed();
  expect(waiting).toBe(2);
});

it('says of each key how many of its nodes are neither suspended nor gone', async () => {
  for (const id of ['busy', 'idle']) {
    const secretHash = crypto.getRandomValues(new Uint8Array(32));
    await prisma.enrolmentKey.create({ data: { id, label: id, secretHash, reusable: true } });
  }
  const of = { approval: 'approved', enrolmentKeyId: 'busy' } as const;
  for (const facts of [of, of, { ...of, suspendedAt: NOW }, { ...of, deletedAt: NOW }]) await node(facts);
  const { keys } = await listed();
  expect(Object.fromEntries(keys.map(({ id, activeNodes }) => [id, activeNodes]))).toEqual({
    busy: 2,
    idle: 0,
  });
});
