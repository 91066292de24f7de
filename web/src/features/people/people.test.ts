import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPrismaClient, type PrismaClient, type UserRole } from '@ntmobile/prisma';
import { emptyAudit, startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { hashPassword } from '../../auth/password.ts';
import { findCurrentUser } from '../../auth/session-repository.ts';
import { startSession } from '../../auth/start-session.ts';
import { createMissingKeys } from '../../keys/create-missing-keys.ts';

vi.stubEnv('NEXTAUTH_SECRET', 'a secret of the tests, 32 characters or more');
vi.mock('server-only', () => ({}));
const { logIn } = await import('../../auth/login.ts');
const { createCallerFactory } = await import('../../trpc/init.ts');
const { rootRouter } = await import('../../trpc/root-router.ts');

const PASSWORD = 'correct horse battery';
const NOW = new Date('2026-04-02T12:00:00Z');
const DAY_MS = 86_400_000;

let directory: string;
let database: TemporaryDatabase;
let prisma: PrismaClient;
let passwordHash: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ntm-people-'));
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
});

const source = { address: '192.0.2.1', userAgent: 'test', requestId: 'request' };

/** A person with a session, and the procedures as that session calls them. */
async function somebody(username: string, role: UserRole) {
  const account = await prisma.user.create({ data: { username, role, passwordHash } });
  const by = { passwordHash, secondFactor: false };
  const sessionId = await startSession(prisma, {
    account: { id: account.id, username, by },
    attempt: source,
    now: NOW,
  });
  if (sessionId === undefined) throw new Error('no session');
  const calls = (now = NOW) =>
    createCallerFactory(rootRouter)({
      prisma,
      user: {
        id: account.id,
        username,
        displayName: '',
        role,
        sessionId,
        provedAt: now,
        owesSecondFactor: false,
      },
      requestId: 'request',
      address: source.address,
      now,
    });
  return { id: account.id, sessionId, calls, api: calls() };
}
const isLive = async (sessionId: string) => (await findCurrentUser(prisma, sessionId, NOW)) !== undefined;
const enter = (
  username: string,
  password: string,
  of: { code?: string; newPassword?: string; now?: Date } = {},
) =>
  logIn(
    prisma,
    { username, password, code: of.code ?? '', passkey: '', newPassword: of.newPassword ?? '', ...source },
    of.now ?? NOW,
  ).then(({ kind }) => kind);
const actions = async () =>
  (await prisma.auditEntry.findMany({ orderBy: { id: 'asc' } }))
    .map((entry) => entry.action)
    .filter((action) => action !== 'session.started');
const codeOf = (base32: string, now = NOW) =>
  new TOTP({ secret: Secret.fromBase32(base32) }).generate({ timestamp: now.getTime() });

async function withSecondFactor(person: Awaited<ReturnType<typeof somebody>>) {
  const { base32 } = await person.api.account.offerSecondFactor();
  const { recoveryCodes } = await person.api.account.confirmSecondFactor({ code: codeOf(base32) });
  return { base32, recoveryCodes: recoveryCodes ?? [] };
}

describe('a second factor', () => {
  it('is on with the first code, ends the sessions without it, and is asked for from then on', async () => {
    const ops = await somebody('ops', 'operator');
    await prisma.userSession.create({
      data: { jti: 'elsewhere', userId: ops.id, expiresAt: new Date(8e12) },
    });
    expect(await ops.api.account.get()).toMatchObject({ hasPassword: true, appSince: null });
    const { recoveryCodes } = await withSecondFactor(ops);
    expect(recoveryCodes).toHaveLength(10);
    expect([await isLive(ops.sessionId), await isLive('elsewhere')]).toEqual([true, false]);
    expect(await ops.api.account.get()).toMatchObject({ appSince: NOW.getTime(), codesLeft: 10 });
    expect(await enter('ops', PASSWORD)).toBe('codeNeeded');
    expect(await enter('ops', PASSWORD, { code: recoveryCodes[0] ?? '' })).toBe('admitted');
    expect(await actions()).toEqual(['second_factor.added', 'recovery_code.used']);
  });

  it('is not turned on by a wrong code, by the code of an earlier offer, or without an offer', async () => {
    const { api } = await somebody('ops', 'operator');
    await expect(api.account.confirmSecondFactor({ code: '000000' })).rejects.toThrow(
      'Ask for a secret first',
    );
    const first = await api.account.offerSecondFactor();
    const second = await api.account.offerSecondFactor();
    for (const code of [codeOf(first.base32), '', 'abcdef'])
      await expect(api.account.confirmSecondFactor({ code })).rejects.toThrow('not the code of now');
    expect(await enter('ops', PASSWORD)).toBe('admitted');
    await api.account.confirmSecondFactor({ code: codeOf(second.base32) });
    await expect(api.account.offerSecondFactor()).rejects.toThrow('already');
    await expect(api.account.confirmSecondFactor({ code: codeOf(second.base32) })).rejects.toThrow('already');
  });

  it('is turned on once by two who confirm it in the same instant, with codes that work', async () => {
    const ops = await somebody('ops', 'operator');
    const { base32 } = await ops.api.account.offerSecondFactor();
    const both = await Promise.allSettled(
      [1, 2].map(() => ops.calls().account.confirmSecondFactor({ code: codeOf(base32) })),
    );
    const [done, ...more] = both.filter((result) => result.status === 'fulfilled');
    expect(more).toEqual([]);
    expect(await enter('ops', PASSWORD, { code: done?.value.recoveryCodes?.[9] ?? '' })).toBe('admitted');
  });

  it('goes with its recovery codes, and only where it was', async () => {
    const ops = await somebody('ops', 'operator');
    await expect(ops.api.account.removeSecondFactor()).rejects.toThrow('no authenticator app');
    await withSecondFactor(ops);
    await ops.api.account.removeSecondFactor();
    expect(await enter('ops', PASSWORD)).toBe('admitted');
    expect(await prisma.recoveryCode.count()).toBe(0);
    await expect(ops.api.account.renewRecoveryCodes()).rejects.toThrow('no second factor');
  });

  it('gets ten new recovery codes, after which the old ones are worth nothing', async () => {
    const ops = await somebody('ops', 'operator');
    const before = await withSecondFactor(ops);
    const after = await ops.api.account.renewRecoveryCodes();
    expect(await enter('ops', PASSWORD, { code: before.recoveryCodes[1] ?? '' })).toBe('codeRefused');
    expect(await enter('ops', PASSWORD, { code: after.recoveryCodes[1] ?? '' })).toBe('admitted');
  });

  it('is taken from somebody who lost it by an admin, which ends their sessions and is in the audit', async () => {
    const [boss, ops] = [await somebody('boss', 'admin'), await somebody('ops', 'operator')];
    await expect(boss.api.people.resetSecondFactor({ id: ops.id })).rejects.toThrow('no second factor');
    await withSecondFactor(ops);
    await boss.api.people.resetSecondFactor({ id: ops.id });
    expect(await isLive(ops.sessionId)).toBe(false);
    expect(await enter('ops', PASSWORD)).toBe('admitted');
    expect(await actions()).toEqual(['second_factor.added', 'second_factor.reset']);
  });
});

describe('a password that an admin resets', () => {
  it('is shown once, opens the way to one of their own only, and leaves the second factor', async () => {
    const [boss, ops] = [await somebody('boss', 'admin'), await somebody('ops', 'operator')];
    const { recoveryCodes } = await withSecondFactor(ops);
    const { password, until } = await boss.api.people.resetPassword({ id: ops.id });
    expect(await isLive(ops.sessionId)).toBe(false);
    expect(await enter('ops', PASSWORD)).toBe('refused');
    expect(await enter('ops', password)).toBe('newPasswordNeeded');
    const newPassword = 'staple battery horse wins';
    expect(await enter('ops', password, { newPassword })).toBe('codeNeeded');
    expect(await enter('ops', password, { newPassword: password })).toBe('newPasswordRefused');
    const code = recoveryCodes[0] ?? '';
    expect(await enter('ops', password, { newPassword, code })).toBe('admitted');
    expect(await enter('ops', password, { newPassword })).toBe('refused');
    expect(until).toBe(NOW.getTime() + 3 * DAY_MS);
    const entries = JSON.stringify(await prisma.auditEntry.findMany(), (_, value) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    expect(entries).toContain('user.password_reset');
    expect(entries).not.toContain(password);
  });

  it('ends after three days', async () => {
    const [boss, ops] = [await somebody('boss', 'admin'), await somebody('ops', 'operator')];
    const { password, until } = await boss.api.people.resetPassword({ id: ops.id });
    expect(await enter('ops', password, { now: new Date(until) })).toBe('refused');
    expect((await boss.calls(new Date(until)).people.list()).people).toMatchObject([
      { username: 'boss', password: 'own', self: true },
      { username: 'ops', password: 'ended', self: false },
    ]);
  });

  it('is not there for oneself, for nobody, and for a person of the identity provider', async () => {
    const { api, id } = await somebody('boss', 'admin');
    const other = await prisma.user.create({
      data: { username: 'federated', role: 'viewer', oidcIssuer: 'https://id.example', oidcSubject: '1' },
    });
    await expect(api.people.resetPassword({ id })).rejects.toThrow('another admin');
    await expect(api.people.resetPassword({ id: crypto.randomUUID() })).rejects.toThrow('no such person');
    await expect(api.people.resetPassword({ id: other.id })).rejects.toThrow('identity provider');
    expect(await actions()).toEqual([]);
  });
});

describe('an account', () => {
  it('starts with a password for one sign-in, unless that is all it needs', async () => {
    const { api } = await somebody('boss', 'admin');
    await api.people.add({
      username: 'new',
      password: 'a lamp beside the door',
      role: 'viewer',
      oneTime: true,
    });
    await api.people.add({
      username: 'kiosk',
      password: 'a lamp beside the road',
      role: 'viewer',
      oneTime: false,
    });
    expect(await enter('new', 'a lamp beside the door')).toBe('newPasswordNeeded');
    expect(await enter('kiosk', 'a lamp beside the road')).toBe('admitted');
    const usual = { username: 'weak', password: 'password1234', role: 'viewer', oneTime: true } as const;
    await expect(api.people.add(usual)).rejects.toThrow('easily guessed');
  });

  it('ends its sessions when its role changes or it is closed, and not when nothing changes', async () => {
    const [boss, ops] = [await somebody('boss', 'admin'), await somebody('ops', 'operator')];
    await boss.api.people.change({ id: ops.id, role: 'operator', disabled: false });
    expect(await isLive(ops.sessionId)).toBe(true);
    await boss.api.people.change({ id: ops.id, role: 'viewer', disabled: false });
    expect(await isLive(ops.sessionId)).toBe(false);
  });

  it('of an admin stays when two of them close each other in the same instant', async () => {
    const [one, two] = [await somebody('one', 'admin'), await somebody('two', 'admin')];
    await Promise.allSettled([
      one.api.people.change({ id: two.id, role: 'admin', disabled: true }),
      two.api.people.change({ id: one.id, role: 'admin', disabled: true }),
    ]);
    expect(await prisma.user.count({ where: { disabledAt: null } })).toBe(1);
  });
});

describe('a sign-in that was proved', () => {
  it.each([
    [
      'the password changed',
      (id: string) => prisma.user.update({ where: { id }, data: { passwordHash: 'new' } }),
    ],
    [
      'the account was closed',
      (id: string) => prisma.user.update({ where: { id }, data: { disabledAt: NOW } }),
    ],
    [
      'a second factor was added',
      (userId: string) =>
        prisma.secondFactor.create({ data: { userId, sealedSecret: new Uint8Array(48), confirmedAt: NOW } }),
    ],
  ])('opens no session when %s in the meantime', async (_, change) => {
    const { id } = await somebody('ops', 'operator');
    const proved = {
      account: { id, username: 'ops', by: { passwordHash, secondFactor: false } },
      attempt: source,
      now: NOW,
    };
    expect(await startSession(prisma, proved)).toBeDefined();
    await change(id);
    expect(await startSession(prisma, proved)).toBeUndefined();
    expect(await prisma.userSession.count()).toBe(2);
  });

  it('leaves no session of the old password, however it meets its change', async () => {
    await somebody('ops', 'operator');
    const results = await Promise.all([
      enter('ops', PASSWORD),
      enter('ops', PASSWORD, { newPassword: 'staple battery horse wins' }),
      enter('ops', PASSWORD),
    ]);
    expect(results[1]).toBe('admitted');
    expect(await prisma.userSession.count({ where: { revokedAt: null } })).toBe(1);
  });
});

describe('sessions', () => {
  it('of others end by none but their owner', async () => {
    const [one, two] = [await somebody('one', 'viewer'), await somebody('two', 'admin')];
    await expect(two.api.sessions.revoke({ id: one.sessionId })).rejects.toThrow('no such session');
    await two.api.sessions.revokeOthers();
    expect([await isLive(one.sessionId), await isLive(two.sessionId)]).toEqual([true, true]);
  });

  it('of one person end all but the present one, and the audit says how many', async () => {
    const { api, id, sessionId } = await somebody('one', 'viewer');
    await prisma.userSession.createMany({
      data: ['a', 'b'].map((jti) => ({ jti, userId: id, expiresAt: new Date(8e12) })),
    });
    expect(await api.sessions.revokeOthers()).toEqual({ ended: 2 });
    expect((await api.sessions.list()).sessions.map((session) => session.id)).toEqual([sessionId]);
    expect(await actions()).toEqual(['session.others_revoked']);
  });
});
