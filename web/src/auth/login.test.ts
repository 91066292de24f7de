import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LOCK_WINDOW_MS } from './lockout.ts';
import { logIn } from './login.ts';
import { hashPassword } from './password.ts';
import { endSession, findCurrentUser, SESSION_LIFETIME_MS } from './session-repository.ts';

const PASSWORD = 'correct horse battery';
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
beforeEach(async () => {
  await prisma.user.deleteMany();
  await prisma.loginFailure.deleteMany();
  await prisma.auditEntry.deleteMany();
  await prisma.user.create({
    data: { username: 'ops', role: 'operator', passwordHash: await hashPassword(PASSWORD) },
  });
});

const attempt = (password: string, of: { username?: string; address?: string } = {}) => ({
  username: of.username ?? 'ops',
  password,
  address: of.address ?? '192.0.2.1',
  userAgent: 'test',
  requestId: 'request',
});
const admitted = async () => {
  const result = await logIn(prisma, attempt(PASSWORD), NOW);
  if (result.kind !== 'admitted') throw new Error(result.kind);
  return result.sessionId;
};

describe('a login', () => {
  it('opens a session that says who somebody is, whatever the case of the name', async () => {
    const result = await logIn(prisma, attempt(PASSWORD, { username: ' Ops ' }), NOW);
    expect(result.kind).toBe('admitted');
    const sessionId = result.kind === 'admitted' ? result.sessionId : '';
    expect(await findCurrentUser(prisma, sessionId, NOW)).toMatchObject({
      username: 'ops',
      role: 'operator',
    });
  });

  it('says the same for a wrong password, an unknown name and a closed account', async () => {
    expect(await logIn(prisma, attempt('wrong'), NOW)).toEqual({ kind: 'refused' });
    expect(await logIn(prisma, attempt(PASSWORD, { username: 'nobody' }), NOW)).toEqual({ kind: 'refused' });
    await prisma.user.updateMany({ data: { disabledAt: NOW } });
    expect(await logIn(prisma, attempt(PASSWORD), NOW)).toEqual({ kind: 'refused' });
  });

  it('is locked after five misses even with the right password, and opens again after 15 min', async () => {
    for (let miss = 0; miss < 5; miss++) await logIn(prisma, attempt('wrong'), NOW);
    expect(await logIn(prisma, attempt(PASSWORD), NOW)).toEqual({ kind: 'locked' });
    expect((await logIn(prisma, attempt(PASSWORD, { address: '192.0.2.2' }), NOW)).kind).toBe('admitted');
    expect((await logIn(prisma, attempt(PASSWORD), later(LOCK_WINDOW_MS + 1))).kind).toBe('admitted');
  });

  it('leaves an entry of each refusal', async () => {
    for (let miss = 0; miss < 6; miss++) await logIn(prisma, attempt('wrong'), NOW);
    const entries = await prisma.auditEntry.findMany({ select: { action: true } });
    expect(entries.map((entry) => entry.action)).toEqual([...Array(5).fill('login.refused'), 'login.locked']);
  });
});

describe('a session', () => {
  it('ends when it is revoked', async () => {
    const sessionId = await admitted();
    await endSession(prisma, sessionId, NOW);
    expect(await findCurrentUser(prisma, sessionId, NOW)).toBeUndefined();
  });

  it('ends with its lifetime', async () => {
    const sessionId = await admitted();
    expect(await findCurrentUser(prisma, sessionId, later(SESSION_LIFETIME_MS - 1))).toBeDefined();
    expect(await findCurrentUser(prisma, sessionId, later(SESSION_LIFETIME_MS))).toBeUndefined();
  });

  it('ends with its account', async () => {
    const sessionId = await admitted();
    await prisma.user.updateMany({ data: { disabledAt: NOW } });
    expect(await findCurrentUser(prisma, sessionId, NOW)).toBeUndefined();
  });

  it('has the role that the database says now', async () => {
    const sessionId = await admitted();
    await prisma.user.updateMany({ data: { role: 'viewer' } });
    expect((await findCurrentUser(prisma, sessionId, NOW))?.role).toBe('viewer');
  });
});
