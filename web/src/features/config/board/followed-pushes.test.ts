import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { formatNodeId } from '@ntmobile/shared';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';

vi.stubEnv('NTM_LOG_LEVEL', 'silent');
const { insertRevisions } = await import('../../../fleet-config/insert-revisions.ts');
const { notify } = await import('../../../notifications/channels.ts');
const { createCallerFactory } = await import('../../../trpc/init.ts');
const { person } = await import('../../../trpc/testing/person.ts');
const { liveHub } = await import('../../nodes/live/live-hub.ts');
const { configRouter } = await import('../router.ts');
const { followedPushes } = await import('./followed-pushes.ts');

let database: TemporaryDatabase;
let prisma: PrismaClient;
beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 3 });
  vi.stubEnv('DATABASE_URL', database.url);
  vi.stubEnv('NEXTAUTH_SECRET', 'a secret of the tests, 32 characters or more');
});
afterAll(async () => {
  await prisma.$disconnect();
  await database.stop();
});
let ids: string[];
let pushId: number;
let viewer: ReturnType<typeof person>;
const account = (username: string) => ({ username, role: 'operator' as const, passwordHash: '' });
beforeEach(async () => {
  await prisma.node.deleteMany();
  await prisma.user.deleteMany();
  viewer = person('viewer', (await prisma.user.create({ data: account('viewer') })).id);
  const expiresAt = new Date(Date.now() + 3_600_000);
  await prisma.userSession.create({ data: { jti: viewer.sessionId, userId: viewer.id, expiresAt } });
  ids = await Promise.all(['bus', 'tram', 'van'].map(node));
  pushId = Date.now();
  await push(ids.slice(0, 2));
});

async function node(name: string): Promise<string> {
  const id = formatNodeId(crypto.getRandomValues(new Uint8Array(16)));
  const staticKey = crypto.getRandomValues(new Uint8Array(32));
  await prisma.node.create({ data: { id, name, lastName: name, staticKey, approval: 'approved' } });
  return id;
}

async function push(nodes: readonly string[]): Promise<void> {
  const hash = crypto.getRandomValues(new Uint8Array(32));
  const { id } = await prisma.user.create({ data: account(crypto.randomUUID()) });
  const revision = { sections: '{}', hash, createdBy: id, now: new Date(pushId) };
  await prisma.$transaction((tx) => insertRevisions(tx, { nodes }, revision));
}

async function report(nodeId: string | undefined, status: 'applied' | 'failed'): Promise<void> {
  const reported = { nodeId: nodeId ?? '', revision: 1, hash: new Uint8Array(32), status, bootId: 'b' };
  await prisma.$transaction(async (tx) => {
    await tx.configReport.create({ data: reported });
    await notify(tx, 'config', reported.nodeId);
  });
}

const caller = (signal?: AbortSignal) =>
  createCallerFactory(configRouter)(
    {
      prisma,
      user: viewer,
      requestId: 'request',
      address: '192.0.2.1',
      now: new Date(),
    },
    signal && { signal },
  );

/** A page that has the board of the push open: what it is told, and what it then reads. */
async function openPage(of = pushId) {
  const abort = new AbortController();
  const stream = (await caller(abort.signal).watchPush({ pushId: of }))[Symbol.asyncIterator]();
  // Whatever the page read before somebody listened, it reads again.
  expect((await stream.next()).value).toEqual({ kinds: ['reconnected'] });
  return {
    told: () => stream.next(),
    close: async () => {
      abort.abort();
      while (!(await stream.next()).done);
    },
  };
}

it('tells the pages of a push what became of its nodes, keeps it once for all, and lets go of it with the last', async () => {
  const [one, other] = [await openPage(), await openPage()];
  expect(followedPushes().size).toBe(1);
  const [first, second] = [one.told(), other.told()];
  await report(ids[0], 'failed');
  expect((await first).value).toEqual({ kinds: ['config'] });
  expect((await second).value).toEqual({ kinds: ['config'] });
  const board = await caller().board({ pushId });
  expect(board).toMatchObject({
    total: 2,
    counts: { failed: 1, queued: 1 },
    look: { nodes: [{ name: 'bus' }] },
  });
  await one.close();
  expect(followedPushes().size).toBe(1);
  await other.close();
  expect(followedPushes().size).toBe(0);
});

it('says nothing of other nodes, nor of samples, and then tells the next change', async () => {
  const page = await openPage();
  const told = page.told();
  await report(ids[2], 'applied');
  await notify(prisma, 'telemetry', ids[0] ?? '');
  await notify(prisma, 'node', ids[1] ?? '');
  expect((await told).value).toEqual({ kinds: ['node'] });
  await page.close();
});

it('has a page read what was reported while its stream was being opened', async () => {
  const read = followedPushes().results.bind(followedPushes());
  vi.spyOn(followedPushes(), 'results').mockImplementationOnce(async (...of) => {
    const results = await read(...of);
    let hear = () => {};
    const heard = new Promise<void>((resolve) => (hear = resolve));
    const unsubscribe = await liveHub().subscribe(({ nodeId }) => nodeId === ids[0] && hear());
    await report(ids[0], 'failed');
    await heard;
    unsubscribe();
    return results;
  });
  const page = await openPage();
  expect((await caller().board({ pushId })).counts).toEqual({ failed: 1, queued: 1 });
  await page.close();
});

it('has a page read again after a minute without a word, since one may be lost', async () => {
  const page = await openPage();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const told = page.told();
    await vi.advanceTimersByTimeAsync(60_000);
    expect((await told).value).toEqual({ kinds: ['reconnected'] });
  } finally {
    vi.useRealTimers();
  }
  await page.close();
});

it('shows what the database has while nobody tells of changes', async () => {
  const page = await openPage();
  const listens = vi.spyOn(liveHub(), 'isListening', 'get').mockReturnValue(false);
  await prisma.configReport.create({
    data: { nodeId: ids[0] ?? '', revision: 1, hash: new Uint8Array(32), status: 'applied', bootId: 'b' },
  });
  expect((await caller().board({ pushId })).counts).toEqual({ applied: 1, queued: 1 });
  listens.mockRestore();
  await page.close();
});

it('has no stream for a push that is not there, and keeps nothing of it', async () => {
  const stream = (await caller().watchPush({ pushId: 1 }))[Symbol.asyncIterator]();
  await expect(stream.next()).rejects.toThrow('There is no such push.');
  expect(followedPushes().size).toBe(0);
});

it('names the nodes of a cell', async () => {
  expect(await caller().boardCell({ pushId, cell: 1 })).toEqual({ first: 'tram', last: 'tram', count: 1 });
  await expect(caller().boardCell({ pushId, cell: 2 })).rejects.toThrow('no such cell');
});

it('lists the newest pushes first, with the number of their nodes', async () => {
  const before = pushId;
  pushId += 5;
  await push(ids);
  const { pushes } = await caller().pushes();
  expect(pushes.map((made) => [made.pushId, made.count])).toEqual([
    [pushId, 3],
    [before, 2],
  ]);
});

/** Followed pushes of their own, and how many of them listen for changes. */
async function ownPushes() {
  const { FollowedPushes, MOST_FOLLOWED } = await import('./followed-pushes.ts');
  let subscribed = 0;
  const subscribe = async () => {
    subscribed += 1;
    return () => {
      subscribed -= 1;
    };
  };
  const pushes = new FollowedPushes(() => ({ subscribe, isListening: true }));
  return { pushes, subscribed: () => subscribed, most: MOST_FOLLOWED };
}

it('keeps a push once where two begin to follow it in the same instant', async () => {
  const { pushes, subscribed } = await ownPushes();
  const both = await Promise.all([pushes.follow(prisma, pushId), pushes.follow(prisma, pushId)]);
  expect([pushes.size, subscribed()]).toEqual([1, 1]);
  both[0].leave();
  both[0].leave();
  expect(pushes.size).toBe(1);
  both[1].leave();
  expect([pushes.size, subscribed()]).toEqual([0, 0]);
});

it('keeps 32 pushes at most, lets more pages join these, and takes another one when one of them was left', async () => {
  const { pushes, subscribed, most } = await ownPushes();
  expect(most).toBe(32);
  const asked = Array.from({ length: most + 3 }, (_, push) => pushes.follow(prisma, push));
  const refused = (await Promise.allSettled(asked)).filter(({ status }) => status === 'rejected');
  expect([pushes.size, subscribed(), refused.length]).toEqual([most, most, 3]);
  await expect(pushes.follow(prisma, most)).rejects.toMatchObject({
    code: 'TOO_MANY_REQUESTS',
    message: expect.stringContaining('Close the board of another one'),
  });
  const joined = await pushes.follow(prisma, 0);
  joined.leave();
  (await asked[0])?.leave();
  await pushes.follow(prisma, most);
  expect([pushes.size, subscribed()]).toEqual([most, most]);
});
