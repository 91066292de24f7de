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

function caller(role: 'viewer' | 'operator') {
  const context = { prisma, user: person(role), requestId: 'request', address: '192.0.2.1', now: NOW };
  return createCallerFactory(enrolmentRouter)(context);
}
const listed = (role: 'viewer' | 'operator' = 'viewer') => caller(role).listKeys();

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

it('lists the key of the demonstration as made by nobody, so that it can be revoked like any other', async () => {
  const secretHash = crypto.getRandomValues(new Uint8Array(32));
  await prisma.enrolmentKey.create({
    data: { id: 'shown', label: 'Demonstration', secretHash, reusable: true, demo: true },
  });
  await node({ approval: 'approved', enrolmentKeyId: 'shown' });
  const key = async () => (await listed('operator')).keys.find(({ id }) => id === 'shown');
  expect(await key()).toMatchObject({ label: 'Demonstration', demo: true, madeBy: null, state: 'usable' });
  await caller('operator').revokeKey({ id: 'shown' });
  expect(await key()).toMatchObject({ state: 'revoked', activeNodes: 1 });
});
