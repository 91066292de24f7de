import { hash } from '@node-rs/argon2';
import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { emptyAudit, startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LOCK_WINDOW_MS, PAIR_LIMIT } from './lockout.ts';
import { logIn } from './login.ts';
import { hashPassword } from './password.ts';
import { MOST_TOLD } from './refusal-audit.ts';
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
  await emptyAudit(prisma);
  await prisma.user.create({
    data: { username: 'ops', role: 'operator', passwordHash: await hashPassword(PASSWORD) },
  });
});

const attempt = (
  password: string,
  of: { username?: string; address?: string; newPassword?: string } = {},
) => ({
  username: 'ops',
  password,
  newPassword: '',
  code: '',
  passkey: '',
  address: '192.0.2.1',
  userAgent: 'test',
  requestId: 'request',
  ...of,
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

  it('that is refused again and again does not fill the audit', async () => {
    for (let miss = 0; miss < 60; miss++)
      await logIn(prisma, attempt('wrong', { address: '192.0.2.9' }), NOW);
    expect(await prisma.auditEntry.count()).toBe(PAIR_LIMIT + MOST_TOLD);
  });
});

describe('an attack on a login', () => {
  it('has no more passwords looked at when all are tried at once', async () => {
    const results = await Promise.all(Array.from({ length: 24 }, () => logIn(prisma, attempt('wrong'), NOW)));
    const refused = results.filter((result) => result.kind === 'refused').length;
    expect(refused).toBeLessThanOrEqual(PAIR_LIMIT);
    expect(results.filter((result) => result.kind === 'locked')).toHaveLength(24 - refused);
  });

  it.each([
    ['a NUL', 'ops\0'],
    ['half of a surrogate pair', '\ud800'],
    ['a million characters', 'x'.repeat(1_000_000)],
    ['a query', "ops' OR 1=1 --"],
    ['nothing', ''],
  ])('by a name with %s is refused like any other, and is counted', async (_, username) => {
    expect(await logIn(prisma, attempt(PASSWORD, { username }), NOW)).toEqual({ kind: 'refused' });
    const misses = await prisma.loginFailure.findMany({ select: { username: true } });
    expect(misses).toEqual([{ username: '' }]);
  });

  it('by a million characters of password is refused', async () => {
    expect(await logIn(prisma, attempt('x'.repeat(1_000_000)), NOW)).toEqual({ kind: 'refused' });
  });
});

describe('a new password', () => {
  const next = 'staple battery horse wins';
  const change = (newPassword: string, password = PASSWORD) =>
    logIn(prisma, attempt(password, { newPassword }), NOW);

  it('takes the place of the old one, ends every other session and is in the audit', async () => {
    const before = await admitted();
    const result = await change(next);
    expect(result.kind).toBe('admitted');
    expect(await findCurrentUser(prisma, before, NOW)).toBeUndefined();
    const sessionId = result.kind === 'admitted' ? result.sessionId : '';
    expect(await findCurrentUser(prisma, sessionId, NOW)).toMatchObject({ username: 'ops' });
    expect(await logIn(prisma, attempt(PASSWORD), NOW)).toEqual({ kind: 'refused' });
    expect((await logIn(prisma, attempt(next), NOW)).kind).toBe('admitted');
    expect(await prisma.auditEntry.count({ where: { action: 'user.password_changed' } })).toBe(1);
  });

  it.each([
    ['too short', 'short', 'length'],
    ['too long', 'ab1-'.repeat(65), 'length'],
    ['among the usual ones', 'password1234', 'guessable'],
    ['a row of keys', 'qwertyuiop[]', 'guessable'],
    ['a repetition', 'abcabcabcabcabc', 'guessable'],
    ['the name with a number', 'ops123456789', 'guessable'],
    ['the present one', PASSWORD, 'same'],
  ])('is not taken when it is %s', async (_, newPassword, because) => {
    expect(await change(newPassword)).toEqual({ kind: 'newPasswordRefused', because });
    expect((await logIn(prisma, attempt(PASSWORD), NOW)).kind).toBe('admitted');
  });

  it('takes the present one', async () => {
    expect(await change(next, 'wrong')).toEqual({ kind: 'refused' });
    expect((await logIn(prisma, attempt(PASSWORD), NOW)).kind).toBe('admitted');
  });

  it('is asked for instead of a one-time one, before there is any session', async () => {
    await prisma.user.updateMany({ data: { oneTimeUntil: later(1_000) } });
    expect(await logIn(prisma, attempt(PASSWORD), NOW)).toEqual({ kind: 'newPasswordNeeded' });
    expect(await prisma.userSession.count()).toBe(0);
    expect((await change(next)).kind).toBe('admitted');
    expect((await logIn(prisma, attempt(next), later(2_000))).kind).toBe('admitted');
  });

  it('cannot save a one-time one that has ended', async () => {
    await prisma.user.updateMany({ data: { oneTimeUntil: NOW } });
    expect(await change(next)).toEqual({ kind: 'refused' });
  });
});

it('a hash of other settings is made anew with the next login, and opens still', async () => {
  const old = await hash(PASSWORD, { algorithm: 2, memoryCost: 8_192, timeCost: 1, parallelism: 1 });
  await prisma.user.updateMany({ data: { passwordHash: old } });
  await admitted();
  const { passwordHash } = await prisma.user.findFirstOrThrow({ select: { passwordHash: true } });
  expect(passwordHash).toContain('$m=19456,t=2,p=1$');
  await admitted();
  expect((await prisma.user.findFirstOrThrow()).passwordHash).toBe(passwordHash);
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
