import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { formatNodeId } from '@ntmobile/shared';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCallerFactory } from '../../trpc/init.ts';
import { person } from '../../trpc/testing/person.ts';
import type { NodeListItem } from './list/list-nodes.ts';
import { nodesRouter } from './router.ts';

type ListPage = Awaited<ReturnType<ReturnType<typeof caller>['list']>>;

let database: TemporaryDatabase;
let prisma: PrismaClient;
beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 3 });
});
afterAll(async () => {
  await prisma.$disconnect();
  await database.stop();
});

const caller = () =>
  createCallerFactory(nodesRouter)({
    prisma,
    user: person('viewer'),
    requestId: 'request',
    address: '192.0.2.1',
    now: new Date(),
  });

async function node(name: string): Promise<string> {
  const id = formatNodeId(crypto.getRandomValues(new Uint8Array(16)));
  await prisma.node.create({
    data: { id, name, lastName: name, staticKey: crypto.getRandomValues(new Uint8Array(32)) },
  });
  return id;
}

const sections = (interval: number) =>
  JSON.stringify({
    dc: [{ endpoints: ['192.0.2.10:3479'], publicKey: Buffer.alloc(32, 1).toString('base64url') }],
    rs: [],
    addresses: { prefixes: ['198.18.0.0/15'] },
    dns: { searchDomain: 'ntm.internal', upstream: [] },
    telemetry: { intervalSeconds: interval },
  });

async function revision(
  nodeId: string,
  number: number,
  status: 'applied' | 'rolled_back' | null,
): Promise<void> {
  const hash = new Uint8Array(32).fill(number);
  const at = new Date(Date.UTC(2026, 3, 2, 12, number));
  await prisma.configRevision.create({
    data: {
      nodeId,
      revision: number,
      sections: sections(60 * number),
      hash,
      envelope: '',
      issuedAt: at,
      expiresAt: at,
      createdAt: at,
    },
  });
  if (status !== null)
    await prisma.configReport.create({ data: { nodeId, revision: number, hash, status, bootId: 'b', at } });
  const said = status !== null && { reportedRevision: number, reportedHash: hash, status };
  const state = { desiredRevision: number, desiredHash: hash, ...said };
  await prisma.nodeConfigState.upsert({ where: { nodeId }, create: { nodeId, ...state }, update: state });
}

it('compares what is desired with what the node went back to, and tells every revision', async () => {
  const id = await node('till-7');
  await revision(id, 1, 'applied');
  await revision(id, 2, 'rolled_back');
  const config = await caller().config({ nodeId: id });
  expect(config).toMatchObject({ desiredRevision: 2, runningRevision: 1 });
  expect(config.diff?.filter(({ kind }) => kind !== 'same').map(({ kind, text }) => [kind, text])).toEqual([
    ['removed', '  interval: 60 s'],
    ['added', '  interval: 120 s'],
  ]);
  expect(config.history.map(({ revision, status }) => [revision, status])).toEqual([
    [2, 'rolled_back'],
    [1, 'applied'],
  ]);
});

it('does not claim to know what a node runs that never reported', async () => {
  const id = await node('till-8');
  await revision(id, 1, null);
  expect(await caller().config({ nodeId: id })).toMatchObject({
    desiredRevision: 1,
    runningRevision: null,
    diff: null,
  });
  const untouched = await node('till-9');
  expect(await caller().config({ nodeId: untouched })).toMatchObject({ desired: null, history: [] });
});

it('reads events page by page in the order in which they happened, nothing twice', async () => {
  const id = await node('till-10');
  // Many at one instant, stored in another order than they happened.
  await prisma.nodeEvent.createMany({
    data: Array.from({ length: 230 }, (_, index) => ({
      nodeId: id,
      bootId: 'b',
      sequence: BigInt(index),
      at: new Date(Date.UTC(2026, 3, 2, 12, 0, (index * 7) % 10)),
      kind: 'networkChanged',
    })),
  });
  const read: { id: string; at: number }[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<ReturnType<typeof caller>['events']>> = await caller().events({
      nodeId: id,
      cursor,
    });
    read.push(...page.events);
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(new Set(read.map((event) => event.id)).size).toBe(230);
  expect(read.map(({ at }) => at)).toEqual(read.map(({ at }) => at).toSorted((one, other) => other - one));
});

it('finds the first nodes of a name or address, and says how many there are', async () => {
  for (let number = 0; number < 9; number++) await node(`tram-${number}`);
  const found = await caller().find({ search: 'tram-' });
  expect(found.matching).toBe(9);
  expect(found.nodes.map(({ name }) => name)).toEqual([
    'tram-0',
    'tram-1',
    'tram-2',
    'tram-3',
    'tram-4',
    'tram-5',
  ]);
});

it('orders and narrows by round trip page by page, each node once and the unknown last', async () => {
  const ids = Array.from({ length: 130 }, () => formatNodeId(crypto.getRandomValues(new Uint8Array(16))));
  await prisma.node.createMany({
    data: ids.map((id, number) => {
      const name = `rtt-${number}`;
      return { id, name, lastName: name, staticKey: crypto.getRandomValues(new Uint8Array(32)) };
    }),
  });
  // Many are equal, every tenth is unknown, and what one says that has left is not known either.
  await prisma.presence.createMany({
    data: ids.map((nodeId, number) => ({
      nodeId,
      online: number !== 128,
      rttMicros: number % 10 === 9 ? null : (number % 13) * 10_000,
      since: new Date(),
      lastSeenAt: new Date(),
    })),
  });
  for (const sort of ['rtt', '-rtt'] as const) {
    const rtts = (await everyPage({ search: 'rtt-', sort })).map(({ rttMicros }) => rttMicros);
    const known = rtts.filter((rtt) => rtt !== null);
    const sign = sort === 'rtt' ? 1 : -1;
    expect(known).toEqual(known.toSorted((one, other) => sign * (one - other)));
    expect([known.length, rtts.slice(known.length)]).toEqual([116, Array(14).fill(null)]);
  }
  const slow = await everyPage({ search: 'rtt-', rttAbove: 100, sort: '-rtt' });
  expect(new Set(slow.map(({ rttMicros }) => rttMicros))).toEqual(new Set([110_000, 120_000]));
  const page = await caller().list({ search: 'rtt-', rttAbove: 100 });
  expect(page.matching).toBe(slow.length);
  const all = await caller().matchingIds({ search: 'rtt-', rttAbove: 100 });
  expect(all.ids?.toSorted()).toEqual(slow.map(({ id }) => id).toSorted());
  const shown = slow.slice(0, 3).map(({ id }) => id);
  const { items } = await caller().rows({ ids: [...shown, ids[0] ?? ''], rttAbove: 100 });
  expect(items.map(({ id }) => id).toSorted()).toEqual(shown.toSorted());
});

async function everyPage(filter: Parameters<ReturnType<typeof caller>['list']>[0]) {
  const read: NodeListItem[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: ListPage = await caller().list({ ...filter, cursor });
    read.push(...page.items);
    cursor = page.nextCursor;
  }
  expect(new Set(read.map(({ id }) => id)).size).toBe(read.length);
  return read;
}
