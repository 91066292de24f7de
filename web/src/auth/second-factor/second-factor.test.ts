import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { emptyAudit, startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMissingKeys } from '../../keys/create-missing-keys.ts';
import { NAME_LIMIT, PAIR_LIMIT } from '../lockout.ts';
import { hashPassword } from '../password.ts';

vi.stubEnv('NEXTAUTH_SECRET', 'a secret of the tests, 32 characters or more');
const { logIn } = await import('../login.ts');
const { sealSecret } = await import('./sealed-secret.ts');
const { secondFactorKey } = await import('./second-factor-key.ts');
const { replaceRecoveryCodes } = await import('./second-factor-repository.ts');

const PASSWORD = 'correct horse battery';
const NOW = new Date('2026-04-02T12:00:00Z');
const STEP_MS = 30_000;
const SECRET = new Uint8Array(20).fill(7);
const at = (steps: number) => new Date(NOW.getTime() + steps * STEP_MS);
const codeAt = (steps: number) =>
  new TOTP({ secret: new Secret({ buffer: SECRET.buffer }) }).generate({ timestamp: at(steps).getTime() });

let directory: string;
let database: TemporaryDatabase;
let prisma: PrismaClient;
let userId: string;
let passwordHash: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ntm-factor-'));
  await createMissingKeys(directory, 'ntm.internal', new Date());
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 4 });
  vi.stubEnv('NTM_DATA_DIR', directory);
  vi.stubEnv('DATABASE_URL', database.url);
  passwordHash = await hashPassword(PASSWORD);
});
afterAll(async () => {
  await prisma.$disconnect();
  await database.stop();
  await rm(directory, { recursive: true, force: true });
});
beforeEach(async () => {
  await prisma.user.deleteMany();
  await prisma.loginFailure.deleteMany();
  await emptyAudit(prisma);
  userId = (await prisma.user.create({ data: { username: 'ops', role: 'admin', passwordHash } })).id;
  const sealedSecret = sealSecret(await secondFactorKey(), userId, SECRET);
  await prisma.secondFactor.create({ data: { userId, sealedSecret, confirmedAt: NOW } });
});

const enter = (code: string, of: { now?: Date; password?: string; address?: string } = {}) =>
  logIn(
    prisma,
    {
      username: 'ops',
      password: of.password ?? PASSWORD,
      newPassword: '',
      passkey: '',
      code,
      address: of.address ?? '192.0.2.1',
      userAgent: 'test',
      requestId: 'request',
    },
    of.now ?? NOW,
  ).then((result) => result.kind);
const sessions = () => prisma.userSession.count();

describe('the code of an app', () => {
  it('is asked for after the password, and until it comes there is no session', async () => {
    expect(await enter('')).toBe('codeNeeded');
    expect(await sessions()).toBe(0);
    expect(await enter(codeAt(0))).toBe('admitted');
    expect(await sessions()).toBe(1);
  });

  it('is not asked for while its secret is not confirmed', async () => {
    await prisma.secondFactor.updateMany({ data: { confirmedAt: null } });
    expect(await enter('')).toBe('admitted');
  });

  it('is worth nothing without the password, and that does not use it up', async () => {
    expect(await enter(codeAt(0), { password: 'wrong' })).toBe('refused');
    expect(await enter(codeAt(0))).toBe('admitted');
  });

  it('is taken with a space, of the step before and of the next, and of no other', async () => {
    const [left, right] = [codeAt(-1).slice(0, 3), codeAt(-1).slice(3)];
    expect(await enter(codeAt(-2))).toBe('codeRefused');
    expect(await enter(codeAt(2))).toBe('codeRefused');
    expect(await enter(`${left} ${right}`)).toBe('admitted');
    expect(await enter(codeAt(1))).toBe('admitted');
  });

  it('works once, also for two who bring it in the same instant, and no earlier one works after it', async () => {
    const results = await Promise.all([1, 2, 3, 4].map(() => enter(codeAt(0))));
    expect(results.filter((kind) => kind === 'admitted')).toHaveLength(1);
    expect(await enter(codeAt(-1))).toBe('codeRefused');
    expect(await enter(codeAt(0), { now: at(1) })).toBe('codeRefused');
    expect(await enter(codeAt(1), { now: at(1) })).toBe('admitted');
  });

  it.each([
    ['letters', 'abcdef'],
    ['five digits', '12345'],
    ['a minus', '-12345'],
    ['digits of another script', '１２３４５６'],
    ['a NUL', '12345\0'],
    ['half of a surrogate pair', '\ud800'],
    ['a million digits', '1'.repeat(1_000_000)],
  ])('that is %s is refused and counted', async (_, code) => {
    expect(await enter(code)).toBe('codeRefused');
    expect(await prisma.loginFailure.count({ where: { passwordRight: true } })).toBe(1);
  });

  it('is guessed five times and no more, even where the right password comes in between and all at once', async () => {
    const wrong = await Promise.all(Array.from({ length: 12 }, (_, index) => enter(String(900_000 + index))));
    expect(wrong.filter((kind) => kind === 'codeRefused').length).toBeLessThanOrEqual(PAIR_LIMIT);
    await prisma.loginFailure.deleteMany();
    for (let miss = 0; miss < PAIR_LIMIT; miss++) {
      expect(await enter('')).toBe('codeNeeded');
      expect(await enter('000000')).toBe('codeRefused');
    }
    expect(await enter(codeAt(0))).toBe('locked');
  });

  it('lets its owner in from a new place while strangers have locked the name', async () => {
    await prisma.loginFailure.createMany({
      data: Array.from({ length: NAME_LIMIT }, (_, index) => ({
        username: 'ops',
        address: `198.51.100.${index}`,
        at: NOW,
      })),
    });
    expect(await enter('')).toBe('locked');
    expect(await enter(codeAt(0), { address: '203.0.113.1' })).toBe('admitted');
  });
});

describe('a recovery code', () => {
  const codes = () => prisma.$transaction((tx) => replaceRecoveryCodes(tx, userId));

  it('stands in for the app once, however it is typed', async () => {
    const [first = '', second = ''] = await codes();
    expect(await enter(first)).toBe('admitted');
    expect(await enter(first)).toBe('codeRefused');
    expect(await enter(` ${second.toUpperCase().replaceAll('-', ' ')} `)).toBe('admitted');
  });

  it('is taken by one of those who bring it in the same instant', async () => {
    const [code = ''] = await codes();
    const results = await Promise.all([1, 2, 3, 4].map(() => enter(code)));
    expect(results.filter((kind) => kind === 'admitted')).toHaveLength(1);
    expect(await prisma.recoveryCode.count()).toBe(9);
  });

  it('is kept as a hash, is no other than the nine beside it, and is replaced by new ones', async () => {
    const first = await codes();
    expect(new Set(first).size).toBe(10);
    const rows = await prisma.recoveryCode.findMany();
    expect(rows.map((row) => row.codeHash.length)).toEqual(Array(10).fill(32));
    const [renewed = ''] = await codes();
    expect(await enter(first[0] ?? '')).toBe('codeRefused');
    expect(await enter(renewed)).toBe('admitted');
  });

  it('belongs to one person', async () => {
    const [code = ''] = await codes();
    const other = await prisma.user.create({ data: { username: 'other', role: 'viewer', passwordHash } });
    await prisma.recoveryCode.updateMany({ data: { userId: other.id } });
    expect(await enter(code)).toBe('codeRefused');
  });
});

describe('a sealed secret', () => {
  it('opens for its user and key only, and not when it was changed', async () => {
    const { openSecret } = await import('./sealed-secret.ts');
    const key = await secondFactorKey();
    const sealed = sealSecret(key, userId, SECRET);
    expect(openSecret(key, userId, sealed)).toEqual(SECRET);
    expect(() => openSecret(key, crypto.randomUUID(), sealed)).toThrow('another user');
    expect(() => openSecret(new Uint8Array(32), userId, sealed)).toThrow('another user or key');
    for (const [index] of sealed.entries()) {
      const changed = sealed.slice();
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => openSecret(key, userId, changed)).toThrow('changed');
    }
    for (let length = 0; length < sealed.length; length++)
      expect(() => openSecret(key, userId, sealed.subarray(0, length))).toThrow();
  });

  it('of another user that somebody wrote into the database opens nothing, and a recovery code still does', async () => {
    const [code = ''] = await prisma.$transaction((tx) => replaceRecoveryCodes(tx, userId));
    const sealedSecret = sealSecret(await secondFactorKey(), crypto.randomUUID(), SECRET);
    await prisma.secondFactor.updateMany({ data: { sealedSecret } });
    await expect(enter(codeAt(0))).rejects.toThrow('belongs to another user');
    expect(await sessions()).toBe(0);
    expect(await enter(code)).toBe('admitted');
  });

  it('is not in the database as it is', async () => {
    const { sealedSecret } = await prisma.secondFactor.findFirstOrThrow();
    expect(Buffer.from(sealedSecret).includes(Buffer.from(SECRET))).toBe(false);
  });
});
