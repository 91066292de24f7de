import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { LOCK_WINDOW_MS } from '../lockout.ts';
import { pruneRows } from './prune-rows.ts';

const NOW = new Date('2026-04-02T12:00:00Z');
const ago = (ms: number) => new Date(NOW.getTime() - ms);
const DAY_MS = 86_400_000;

let database: TemporaryDatabase;
let prisma: PrismaClient;
beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 4 });
});
afterAll(async () => {
  await prisma.$disconnect();
  await database.stop();
});
beforeEach(() => prisma.user.deleteMany());

const person = (username: string) => prisma.user.create({ data: { username, role: 'viewer' } });

it('deletes what is worth nothing any more and leaves what is', async () => {
  const [one, two] = [await person('one'), await person('two')];
  const userId = one.id;
  const session = (jti: string, expiresAt: Date, revokedAt: Date | null = null) => ({
    jti,
    userId,
    expiresAt,
    revokedAt,
  });
  await prisma.userSession.createMany({
    data: [
      session('live', new Date(NOW.getTime() + 1)),
      session('just over', ago(DAY_MS - 1)),
      session('just revoked', new Date(NOW.getTime() + 1), ago(1)),
      session('long over', ago(DAY_MS + 1)),
      session('long revoked', new Date(NOW.getTime() + 1), ago(DAY_MS + 1)),
    ],
  });
  const miss = { username: 'one', address: '192.0.2.1' };
  await prisma.loginFailure.createMany({
    data: [
      { ...miss, at: ago(LOCK_WINDOW_MS - 1) },
      { ...miss, at: ago(LOCK_WINDOW_MS + 1) },
    ],
  });
  const challenge = { purpose: 'signIn', address: '192.0.2.1' };
  await prisma.passkeyChallenge.createMany({
    data: [
      { ...challenge, hash: new Uint8Array(32).fill(1), expiresAt: NOW },
      { ...challenge, hash: new Uint8Array(32).fill(2), expiresAt: ago(1) },
    ],
  });
  await prisma.submission.createMany({
    data: [
      { userId, key: crypto.randomUUID(), at: ago(1) },
      { userId, key: crypto.randomUUID(), at: ago(DAY_MS + 1) },
    ],
  });
  const sealedSecret = new Uint8Array(48);
  await prisma.secondFactor.createMany({
    data: [
      { userId, sealedSecret, createdAt: ago(DAY_MS + 1), confirmedAt: ago(DAY_MS) },
      { userId: two.id, sealedSecret, createdAt: ago(DAY_MS + 1) },
    ],
  });
  expect(await pruneRows(prisma, NOW)).toEqual({
    user_sessions: 2,
    login_failures: 1,
    passkey_challenges: 1,
    submissions: 1,
    second_factors: 1,
  });
  const left = await prisma.userSession.findMany({ select: { jti: true }, orderBy: { jti: 'asc' } });
  expect(left.map(({ jti }) => jti)).toEqual(['just over', 'just revoked', 'live']);
  expect(await prisma.secondFactor.findMany({ select: { userId: true } })).toEqual([{ userId }]);
});

it('is bounded: what has piled up goes in several runs, and two processes at once do not meet', async () => {
  await prisma.loginFailure.deleteMany();
  await prisma.$executeRaw`
    INSERT INTO login_failures (username, address, at)
    SELECT 'one', '192.0.2.1', ${ago(DAY_MS)} FROM generate_series(1, 75000)`;
  const both = await Promise.all([pruneRows(prisma, NOW), pruneRows(prisma, NOW)]);
  const deleted = both.map((pruned) => pruned.login_failures ?? 0);
  expect(Math.max(...deleted)).toBeLessThanOrEqual(50_000);
  await pruneRows(prisma, NOW);
  await pruneRows(prisma, NOW);
  expect(await prisma.loginFailure.count()).toBe(0);
});
