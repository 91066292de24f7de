import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { formatNodeId } from '@ntmobile/shared';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCallerFactory } from '../../../trpc/init.ts';
import { person } from '../../../trpc/testing/person.ts';
import { realmRouter } from '../router.ts';

const NOW = new Date('2026-04-02T12:00:00Z');
const later = (ms: number) => new Date(NOW.getTime() + ms);

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

const list = () =>
  createCallerFactory(realmRouter)({
    prisma,
    user: person('viewer'),
    requestId: 'request',
    address: '192.0.2.1',
    now: NOW,
  }).coordinators();

async function worker(id: string, heartbeatAt: Date): Promise<void> {
  await prisma.dcWorker.create({
    data: {
      id,
      publicKey: crypto.getRandomValues(new Uint8Array(32)),
      endpoints: [`${id}.example:3479`],
      startedAt: later(-60_000),
      heartbeatAt,
      counters: { registrations: 7, droppedReplayed: 2 },
    },
  });
}

async function lease(workerId: string, expiresAt: Date): Promise<void> {
  const id = formatNodeId(crypto.getRandomValues(new Uint8Array(16)));
  await prisma.node.create({
    data: { id, lastName: id, staticKey: crypto.getRandomValues(new Uint8Array(32)) },
  });
  await prisma.lease.create({ data: { nodeId: id, workerId, endpoint: '192.0.2.7:5000', expiresAt } });
}

it('says that none has started before one has', async () => {
  expect(await list()).toMatchObject({ coordinators: [], relays: [], server: { coordinator: 'never' } });
});

it('tells which coordinator answers, whose registrations hold, and what each refused', async () => {
  await worker('dc-1', later(-500));
  await worker('dc-2', later(-9_000));
  await lease('dc-1', later(30_000));
  await lease('dc-1', later(-1));
  await lease('dc-2', later(30_000));
  const { coordinators } = await list();
  expect(coordinators.map(({ id, answers, registered }) => [id, answers, registered])).toEqual([
    ['dc-1', true, 1],
    ['dc-2', false, 1],
  ]);
  expect(coordinators[0]?.refused).toEqual([
    { name: 'droppedReplayed', words: 'Packet that was seen before', count: 2 },
  ]);
});

it('names the relays of the configuration in force, not of the draft', async () => {
  const sections = (endpoint: string) =>
    JSON.stringify({
      dc: [{ endpoints: ['192.0.2.10:3479'], publicKey: Buffer.alloc(32, 1).toString('base64url') }],
      rs: [{ endpoints: [endpoint], region: 'osaka', priority: 1 }],
      addresses: { prefixes: ['198.18.0.0/15'] },
      dns: { searchDomain: 'ntm.internal', upstream: [] },
      telemetry: { intervalSeconds: 60 },
    });
  const hash = new Uint8Array(32);
  await prisma.fleetConfig.create({
    data: { status: 'current', sections: sections('192.0.2.20:3478'), hash },
  });
  await prisma.fleetConfig.create({ data: { status: 'draft', sections: sections('192.0.2.21:3478'), hash } });
  const { relays, relayCounts } = await list();
  expect(relays).toMatchObject([
    { region: 'osaka', priority: 1, state: 'unknown', endpoints: [{ endpoint: '192.0.2.20:3478' }] },
  ]);
  expect(relayCounts).toEqual({ all: 1, answering: 0, unknown: 1 });
});

it('tells of a relay what a coordinator found out lately', async () => {
  const answered = {
    state: 'answers',
    askedAt: later(-9_000),
    answeredAt: later(-9_000),
    since: later(-60_000),
  } as const;
  await prisma.relayProbe.create({
    data: {
      workerId: 'dc-1',
      endpoint: '192.0.2.20:3478',
      ...answered,
      rttMicros: 12_000,
      software: 'relay 1.0',
    },
  });
  const { relays, relayCounts } = await list();
  expect(relays[0]?.endpoints).toMatchObject([
    { state: 'answers', since: later(-60_000).getTime(), rttMicros: 12_000, software: 'relay 1.0' },
  ]);
  expect(relayCounts).toEqual({ all: 1, answering: 1, unknown: 0 });
});
