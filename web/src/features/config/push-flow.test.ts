import { createPrismaClient, type PrismaClient, type UserRole } from '@ntmobile/prisma';
import { emptyAudit, startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { formatNodeId } from '@ntmobile/shared';
import type { ConfigSections } from '@ntmobile/shared/fleet';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCallerFactory } from '../../trpc/init.ts';
import { person } from '../../trpc/testing/person.ts';
import { configRouter } from './router.ts';

const SECTIONS: ConfigSections = {
  dc: [{ endpoints: ['192.0.2.10:3479'], publicKey: Buffer.alloc(32, 1).toString('base64url') }],
  rs: [],
  addresses: { prefixes: ['198.18.0.0/15'] },
  dns: { searchDomain: 'ntm.internal', upstream: [] },
  telemetry: { intervalSeconds: 60 },
};

let database: TemporaryDatabase;
let prisma: PrismaClient;
let userId: string;
beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 3 });
});
afterAll(async () => {
  await prisma.$disconnect();
  await database.stop();
});
beforeEach(async () => {
  await prisma.node.deleteMany();
  await prisma.fleetConfig.deleteMany();
  await emptyAudit(prisma);
  await prisma.user.deleteMany();
  await prisma.realmSettings.deleteMany();
  await prisma.realmSettings.create({
    data: {
      id: 1,
      name: 'realm',
      domain: 'ntm.internal',
      ipv4Pool: '198.18.0.0/15',
      ipv6Pool: 'fd00:1:2:3::/64',
      enrolmentKey: crypto.getRandomValues(new Uint8Array(32)),
      signingKey: crypto.getRandomValues(new Uint8Array(32)),
    },
  });
  userId = (await prisma.user.create({ data: { username: 'ops', role: 'operator', passwordHash: '' } })).id;
});

const caller = (role: UserRole = 'operator') =>
  createCallerFactory(configRouter)({
    prisma,
    user: person(role, userId),
    requestId: 'request',
    address: '192.0.2.1',
    now: new Date(),
  });

async function node(name: string, approval: 'approved' | 'pending' = 'approved'): Promise<string> {
  const id = formatNodeId(crypto.getRandomValues(new Uint8Array(16)));
  await prisma.node.create({
    data: { id, name, lastName: name, staticKey: crypto.getRandomValues(new Uint8Array(32)), approval },
  });
  return id;
}

async function saved(sections: ConfigSections = SECTIONS, seenDraft: string | null = null): Promise<string> {
  const result = await caller().saveDraft({ sections, seenDraft });
  if (!result.saved) throw new Error(JSON.stringify(result.issues));
  return result.hash;
}

describe('a push', () => {
  it('reaches every approved node once, makes the draft the version in force, and is in the audit', async () => {
    const ids = [await node('one'), await node('two')];
    await node('waits', 'pending');
    const hash = await saved();
    const preview = await caller().previewPush({ target: { kind: 'all' } });
    expect(preview).toMatchObject({
      total: 3,
      recipients: 2,
      excluded: 1,
      offline: 2,
      unchanged: 0,
      changesDc: true,
    });
    const { pushId, count } = await caller().push({ target: { kind: 'all' }, hash, expectedCount: 2 });
    expect(count).toBe(2);
    const board = await caller().board({ pushId });
    expect(board).toMatchObject({ total: 2, counts: { queued: 2 }, waitingOffline: 2, look: { total: 0 } });
    expect(board.others.nodes.map((row) => [row.nodeId, row.state])).toEqual(ids.map((id) => [id, 'queued']));
    const config = await caller().get();
    expect([config.draft, config.current?.hash]).toEqual([null, hash]);
    expect((await caller().pushes()).pushes).toMatchObject([{ pushId, by: 'ops', count: 2 }]);
    const actions = await prisma.auditEntry.findMany({ select: { action: true }, orderBy: { id: 'asc' } });
    expect(actions.map((entry) => entry.action)).toEqual(['config.draft_saved', 'config.pushed']);
  });

  it('reaches only the nodes it names, and leaves the draft open', async () => {
    const one = await node('one');
    await node('two');
    const hash = await saved();
    const target = { kind: 'nodes' as const, nodeIds: [one] };
    const { pushId } = await caller().push({ target, hash, expectedCount: 1 });
    const { total, others } = await caller().board({ pushId });
    expect([total, others.nodes.map((row) => row.nodeId)]).toEqual([1, [one]]);
    expect((await caller().get()).draft?.hash).toBe(hash);
  });

  it('reaches every node of a selection of thousands, and not one beside it', async () => {
    const before = await node('beside');
    const nodes = Array.from({ length: 3_000 }, (_, index) => ({
      id: formatNodeId(crypto.getRandomValues(new Uint8Array(16))),
      name: `many-${index}`,
      lastName: `many-${index}`,
      staticKey: crypto.getRandomValues(new Uint8Array(32)),
      approval: 'approved' as const,
    }));
    await prisma.node.createMany({ data: nodes });
    const hash = await saved();
    const target = { kind: 'nodes' as const, nodeIds: nodes.map(({ id }) => id) };
    expect(await caller().previewPush({ target })).toMatchObject({ total: 3_000, recipients: 3_000 });
    const { pushId, count } = await caller().push({ target, hash, expectedCount: 3_000 });
    expect(count).toBe(3_000);
    const board = await caller().board({ pushId, othersFrom: 2_950 });
    expect(board).toMatchObject({ total: 3_000, counts: { queued: 3_000 }, cells: { nodesEach: 1 } });
    expect([board.others.from, board.others.nodes.length]).toEqual([2_950, 50]);
    expect(await prisma.configRevision.count()).toBe(3_000);
    expect(await prisma.configRevision.count({ where: { nodeId: before } })).toBe(0);
  }, 30_000);

  it('tells of chosen nodes that were deleted, and gives the others theirs', async () => {
    const [there, gone] = [await node('there'), await node('gone')];
    const hash = await saved();
    await prisma.node.update({ where: { id: gone }, data: { name: null, deletedAt: new Date() } });
    const target = { kind: 'nodes' as const, nodeIds: [there, gone, gone] };
    expect(await caller().previewPush({ target })).toMatchObject({ total: 1, recipients: 1, gone: 1 });
    const all = await caller().previewPush({ target: { kind: 'all' } });
    expect(all).toMatchObject({ total: 1, recipients: 1, gone: 0 });
    const { count } = await caller().push({ target, hash, expectedCount: 1 });
    expect(count).toBe(1);
  });

  it('keeps the version that was confirmed, also when it is repeated for nodes that came since', async () => {
    await node('one');
    const hash = await saved();
    const confirmed = (await caller().previewPush({ target: { kind: 'all' } }))?.version;
    await caller().push({ target: { kind: 'all' }, hash, expectedCount: 1 });
    await node('two');
    await caller().push({ target: { kind: 'all' }, hash, expectedCount: 1 });
    expect((await caller().get()).current?.version).toBe(confirmed);
    expect((await caller().pushes()).pushes).toMatchObject([
      { fleetVersion: confirmed, count: 1 },
      { fleetVersion: confirmed, count: 1 },
    ]);
    expect(await prisma.fleetConfig.count()).toBe(1);
  });

  it('follows what each node reports', async () => {
    const id = await node('one');
    const hash = await saved();
    const { pushId } = await caller().push({ target: { kind: 'all' }, hash, expectedCount: 1 });
    await prisma.configReport.create({
      data: {
        nodeId: id,
        revision: 1,
        hash: Buffer.from(hash, 'hex'),
        status: 'rolled_back',
        error: 'probe_failed',
        bootId: 'b',
      },
    });
    const { look, others } = await caller().board({ pushId });
    expect(others.total).toBe(0);
    expect(look.nodes).toMatchObject([{ nodeId: id, state: 'rolledBack', error: 'probe_failed' }]);
  });

  it('is refused when the number of nodes or the draft is not the confirmed one', async () => {
    await node('one');
    const hash = await saved();
    await node('came meanwhile');
    await expect(caller().push({ target: { kind: 'all' }, hash, expectedCount: 1 })).rejects.toThrow(
      '2 nodes now',
    );
    await saved({ ...SECTIONS, telemetry: { intervalSeconds: 30 } }, hash);
    await expect(caller().push({ target: { kind: 'all' }, hash, expectedCount: 2 })).rejects.toThrow(
      'changed',
    );
    expect(await prisma.configRevision.count()).toBe(0);
  });

  it('leaves out nodes that are to have these values already', async () => {
    await node('one');
    const hash = await saved();
    await caller().push({ target: { kind: 'all' }, hash, expectedCount: 1 });
    await node('two');
    expect(await caller().previewPush({ target: { kind: 'all' } })).toMatchObject({
      recipients: 1,
      unchanged: 1,
    });
  });
});

describe('a draft', () => {
  it('is not kept with values that cannot be used', async () => {
    const result = await caller().saveDraft({
      sections: { ...SECTIONS, dc: [{ endpoints: ['nowhere'], publicKey: 'x' }] },
      seenDraft: null,
    });
    expect(result).toMatchObject({
      saved: false,
      issues: [{ place: 'dc.0.endpoints' }, { place: 'dc.0.publicKey' }],
    });
    expect(await prisma.fleetConfig.count()).toBe(0);
  });

  it('does not overwrite a draft that the page has not seen', async () => {
    await saved();
    await expect(caller().saveDraft({ sections: SECTIONS, seenDraft: null })).rejects.toThrow(
      'Somebody saved',
    );
  });

  it('of two admins on one basis in the same instant is kept once: the other is told and overwrites nothing', async () => {
    const seenDraft = await saved();
    const drafts = [30, 90].map((intervalSeconds) => ({ ...SECTIONS, telemetry: { intervalSeconds } }));
    const both = await Promise.allSettled(
      drafts.map((sections) => caller('admin').saveDraft({ sections, seenDraft })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const won = drafts[both.findIndex(({ status }) => status === 'fulfilled')];
    expect((await caller().get()).draft?.sections.telemetry).toEqual(won?.telemetry);
    const refused = both.find((result) => result.status === 'rejected');
    expect(String(refused?.reason)).toContain('Somebody saved');
  });

  it('is forgotten on request', async () => {
    await saved();
    await caller().discardDraft();
    expect((await caller().get()).draft).toBeNull();
    await expect(caller().discardDraft()).rejects.toThrow('no draft');
  });
});
