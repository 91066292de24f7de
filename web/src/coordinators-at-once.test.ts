import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { base64UrlEncode } from '@ntmobile/shared';
import { type ConfigSections, parseSections } from '@ntmobile/shared/fleet';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { configRouter } from './features/config/router.ts';
import { publishFleetConfig, reviseNewNodes } from './fleet-config/publish-fleet-config.ts';
import { idOf, insertNode } from './servers/fleet-fixture.ts';
import { ensureOwnAddress } from './servers/rollout/own-address.ts';
import { createCallerFactory } from './trpc/init.ts';
import { makeRealm } from './trpc/testing/make-realm.ts';
import { person } from './trpc/testing/person.ts';

const ROUNDS = Array.from({ length: 20 }, (_, round) => round);
const NODE = idOf(1);

let database: TemporaryDatabase;
/** Of two processes, each with connections of its own. */
let one: PrismaClient;
let other: PrismaClient;
let userId: string;
beforeAll(async () => {
  database = await startTemporaryDatabase();
  [one, other] = [0, 1].map(() => createPrismaClient(database.url, { connections: 2 })) as [
    PrismaClient,
    PrismaClient,
  ];
  await makeRealm(one);
  userId = (await one.user.create({ data: { username: 'ops', role: 'operator', passwordHash: '' } })).id;
  // The second one's first query would else come a connection later than that of the first.
  await other.fleetConfig.count();
});
afterAll(async () => {
  await Promise.all([one.$disconnect(), other.$disconnect()]);
  await database.stop();
});
beforeEach(emptyFleet);

/** One node, no configuration. */
async function emptyFleet(): Promise<void> {
  await one.node.deleteMany();
  await one.fleetConfig.deleteMany();
  await insertNode(one, NODE);
}

const coordinator = (key: number, address: string) => ({
  endpoints: [`${address}:3479`],
  publicKey: base64UrlEncode(new Uint8Array(32).fill(key)),
});

const sections = (dc: ConfigSections['dc'], intervalSeconds = 60): ConfigSections => ({
  dc,
  rs: [],
  addresses: { prefixes: ['198.18.0.0/15'] },
  dns: { searchDomain: 'ntm.internal', upstream: [] },
  telemetry: { intervalSeconds },
});

const started = (prisma: PrismaClient, own: ConfigSections['dc'][number]) =>
  prisma.$transaction((transaction) => ensureOwnAddress(transaction, sections([own]), new Date()));

const publish = (prisma: PrismaClient, published: ConfigSections) =>
  prisma.$transaction((transaction) =>
    publishFleetConfig(transaction, { sections: published, note: '', now: new Date() }),
  );

const operator = () =>
  createCallerFactory(configRouter)({
    prisma: other,
    user: person('operator', userId),
    requestId: 'request',
    address: '192.0.2.9',
    now: new Date(),
  });

/** The one version in force of as many as were written, which the node is to have as the last of as many revisions. */
async function inForceOf(written: number): Promise<ConfigSections | undefined> {
  const versions = await one.fleetConfig.findMany({ orderBy: { version: 'asc' } });
  expect(new Set(versions.map(({ version }) => version)).size).toBe(written);
  const current = versions.filter(({ status }) => status === 'current');
  expect(current).toHaveLength(1);
  const revisions = await one.configRevision.findMany({
    where: { nodeId: NODE },
    orderBy: { revision: 'asc' },
  });
  expect(revisions.map(({ revision }) => revision)).toEqual(versions.map((_, index) => index + 1));
  expect(new Set(revisions.map(({ fleetVersion }) => fleetVersion)).size).toBe(written);
  const { desiredRevision, desiredHash } = await one.nodeConfigState.findUniqueOrThrow({
    where: { nodeId: NODE },
  });
  expect([desiredRevision, desiredHash]).toEqual([written, current[0]?.hash]);
  return parseSections(current[0]?.sections ?? '');
}

it.each(ROUNDS)('two coordinators make one first configuration, round %i', async () => {
  const [first, second] = [coordinator(1, '192.0.2.1'), coordinator(2, '192.0.2.2')];
  const outcomes = await Promise.all([started(one, first), started(other, second)]);
  expect([...outcomes].sort()).toEqual(['asItIs', 'madeFirst']);
  expect((await inForceOf(1))?.dc).toEqual([outcomes[0] === 'madeFirst' ? first : second]);
});

it.each(ROUNDS)('two coordinators that moved both bring their addresses in, round %i', async () => {
  await publish(one, sections([coordinator(1, '192.0.2.1'), coordinator(2, '192.0.2.2')]));
  const [first, second] = [coordinator(1, '192.0.2.11'), coordinator(2, '192.0.2.12')];
  expect(await Promise.all([started(one, first), started(other, second)])).toEqual([
    'addressRenewed',
    'addressRenewed',
  ]);
  expect((await inForceOf(3))?.dc).toEqual([first, second]);
});

it.each(ROUNDS)(
  'what a person pushes is not lost to a coordinator that starts meanwhile, round %i',
  async () => {
    const before = coordinator(1, '192.0.2.1');
    await publish(one, sections([before]));
    await operator().saveDraft({ sections: sections([before], 30), seenDraft: null });
    const hash = (await operator().get()).draft?.hash ?? '';
    const [outcome] = await Promise.all([
      started(one, coordinator(1, '192.0.2.11')),
      operator().push({ target: { kind: 'all' }, hash, expectedCount: 1 }),
    ]);
    expect(outcome).toBe('addressRenewed');
    expect((await inForceOf(3))?.telemetry).toEqual({ intervalSeconds: 30 });
  },
);

it('a node that is enrolled during a push has what was pushed, not what was in force before', async () => {
  await publish(one, sections([coordinator(1, '192.0.2.1')]));
  const pushed = sections([coordinator(1, '192.0.2.1')], 30);
  const late = idOf(2);
  let revising: Promise<number> | undefined;
  await one.$transaction(async (transaction) => {
    await publishFleetConfig(transaction, { sections: pushed, note: '', now: new Date() });
    revising = other.$transaction((beside) => reviseNewNodes(beside, new Date()));
    await vi.waitFor(async () => expect(await waitingForLocks()).toBe(1));
    await insertNode(one, late);
  });
  expect(await revising).toBe(1);
  const revision = await one.configRevision.findFirstOrThrow({ where: { nodeId: late } });
  expect(parseSections(revision.sections)).toEqual(pushed);
});

/** Transactions that wait for an advisory lock of this database. */
async function waitingForLocks(): Promise<number> {
  const [row] = await one.$queryRaw<{ waiting: number }[]>`
    SELECT count(*)::int AS waiting FROM pg_locks
    WHERE locktype = 'advisory' AND NOT granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
  return row?.waiting ?? 0;
}
