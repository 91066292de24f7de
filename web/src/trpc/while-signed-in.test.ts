import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';

vi.stubEnv('NEXTAUTH_SECRET', 'a secret of the tests, 32 characters or more');
const { MAX_STREAMS, OpenStreams } = await import('../auth/open-streams.ts');
const { whileSignedIn } = await import('./while-signed-in.ts');

let database: TemporaryDatabase;
let prisma: PrismaClient;
let userId: string;
beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 2 });
});
afterAll(async () => {
  await prisma.$disconnect();
  await database.stop();
});
beforeEach(async () => {
  await prisma.user.deleteMany();
  userId = (await prisma.user.create({ data: { username: 'ops', role: 'viewer' } })).id;
});

async function context() {
  const sessionId = crypto.randomUUID();
  await prisma.userSession.create({
    data: { jti: sessionId, userId, expiresAt: new Date(Date.now() + 3.6e6) },
  });
  const user = {
    id: userId,
    username: 'ops',
    displayName: '',
    role: 'viewer' as const,
    sessionId,
    provedAt: new Date(),
    owesSecondFactor: false,
  };
  return { prisma, user, requestId: 'request', address: '192.0.2.1', now: new Date() };
}

/** Says that it is open, then nothing until it may not. */
async function* silent(signal: AbortSignal) {
  yield 'open';
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });
}

/** A stream that is open; `ended` settles when it is over. */
async function opened(of: Parameters<typeof whileSignedIn>[0]) {
  const stream = whileSignedIn(of, silent);
  expect(await stream.next()).toEqual({ value: 'open', done: false });
  const ended = stream.next().then(
    ({ done }) => (done ? 'done' : 'told'),
    (error: { code: string }) => error.code,
  );
  return { ended };
}

it.each([
  [
    'revoked',
    (jti: string) => prisma.userSession.update({ where: { jti }, data: { revokedAt: new Date() } }),
  ],
  ['over', (jti: string) => prisma.userSession.update({ where: { jti }, data: { expiresAt: new Date() } })],
  [
    'of a closed account',
    () => prisma.user.update({ where: { id: userId }, data: { disabledAt: new Date() } }),
  ],
])(
  'a stream whose session is %s ends within 5 s though nothing is told, and others go on',
  async (_, change) => {
    const streams = new OpenStreams(() => prisma);
    const ctx = await context();
    const { ended } = await opened({ ctx, signal: undefined, streams });
    const leave = new AbortController();
    const other = await prisma.user.create({ data: { username: 'other', role: 'viewer' } });
    const theirs = await context();
    await prisma.userSession.update({ where: { jti: theirs.user.sessionId }, data: { userId: other.id } });
    const beside = await opened({ ctx: theirs, signal: leave.signal, streams });
    const changedAt = Date.now();
    await change(ctx.user.sessionId);
    expect(await ended).toBe('UNAUTHORIZED');
    expect(Date.now() - changedAt).toBeLessThan(5_000);
    expect(await Promise.race([beside.ended, 'open'])).toBe('open');
    leave.abort();
    expect(await beside.ended).toBe('done');
  },
);

it('a session has so many streams at once and no more, and a closed one makes room', async () => {
  const streams = new OpenStreams(() => prisma);
  const ctx = await context();
  const leave = new AbortController();
  const first = await opened({ ctx, signal: leave.signal, streams });
  const all = new AbortController();
  for (let count = 1; count < MAX_STREAMS; count++) await opened({ ctx, signal: all.signal, streams });
  await expect(opened({ ctx, signal: undefined, streams })).rejects.toThrow('live pages open');
  await opened({ ctx: await context(), signal: all.signal, streams });
  leave.abort();
  await first.ended;
  await opened({ ctx, signal: all.signal, streams });
  all.abort();
});

it('streams end while the sessions cannot be read', async () => {
  const streams = new OpenStreams(() => {
    throw new Error('no database');
  }, 20);
  const { ended } = await opened({ ctx: await context(), signal: undefined, streams });
  expect(await ended).toBe('SERVICE_UNAVAILABLE');
});
