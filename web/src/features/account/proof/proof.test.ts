import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { BoundedQueue } from '../../../auth/bounded-queue.ts';
import { PROOF_LIFETIME_MS } from '../../../auth/fresh-proof.ts';
import { passwordMatches } from '../../../auth/password.ts';
import { PROOF_MISS_LIMIT } from '../../../auth/session-proof.ts';
import { codeOf, later, NOW, PASSWORD, startPeople } from '../../../trpc/testing/people.ts';

vi.mock('server-only', () => ({}));
vi.mock('../../../auth/password.ts', async (original) => {
  const real = await original<typeof import('../../../auth/password.ts')>();
  return { ...real, passwordMatches: vi.fn(real.passwordMatches) };
});

let people: Awaited<ReturnType<typeof startPeople>>;
beforeAll(async () => {
  people = await startPeople();
});
afterAll(() => people.stop());
beforeEach(() => people.empty());

const LATE = later(PROOF_LIFETIME_MS);
const newcomer = {
  username: 'new',
  password: 'a lamp beside the door',
  role: 'viewer',
  oneTime: false,
} as const;

describe('a session whose proof is ten minutes old', () => {
  it('adds nobody until its person proves themselves again, and then for ten minutes', async () => {
    const { sessionId, api } = await people.somebody('boss', 'admin');
    await api.people.add({ ...newcomer, username: 'early' });
    const late = await people.as(sessionId, LATE);
    await expect(late.people.add(newcomer)).rejects.toMatchObject({ gate: 'proof' });
    expect(await people.prisma.user.count()).toBe(2);
    await late.account.proveAgain({ password: PASSWORD });
    await (await people.as(sessionId, LATE)).people.add(newcomer);
    const later = new Date(LATE.getTime() + PROOF_LIFETIME_MS);
    await expect((await people.as(sessionId, later)).people.add(newcomer)).rejects.toMatchObject({
      gate: 'proof',
    });
  });

  it('still reads', async () => {
    const { sessionId } = await people.somebody('boss', 'admin');
    expect((await (await people.as(sessionId, LATE)).people.list()).people).toHaveLength(1);
  });

  it('takes the second factor of who has one, and not the password', async () => {
    const { sessionId, api } = await people.somebody('boss', 'admin');
    const { base32 } = await api.account.offerSecondFactor();
    await api.account.confirmSecondFactor({ code: codeOf(base32) });
    const late = await people.as(sessionId, LATE);
    expect(await late.account.proofWays()).toMatchObject({ password: false, code: true, passkey: false });
    await expect(late.account.proveAgain({ password: PASSWORD })).rejects.toThrow('not right');
    const code = codeOf(base32, LATE);
    await late.account.proveAgain({ code });
    await expect(late.account.proveAgain({ code })).rejects.toThrow('not right');
    await (await people.as(sessionId, LATE)).people.add(newcomer);
  });

  it('takes a recovery code once, and the audit tells that it is gone', async () => {
    const { sessionId, api } = await people.somebody('boss', 'admin');
    const { base32 } = await api.account.offerSecondFactor();
    const { recoveryCodes } = await api.account.confirmSecondFactor({ code: codeOf(base32) });
    const { account } = await people.as(sessionId, LATE);
    const code = recoveryCodes?.[0] ?? '';
    await account.proveAgain({ code });
    await expect(account.proveAgain({ code })).rejects.toThrow('not right');
    const used = await people.prisma.auditEntry.findMany({ where: { action: 'recovery_code.used' } });
    expect(used).toMatchObject([
      { actorName: 'boss', before: { recoveryCodes: 10 }, after: { recoveryCodes: 9 }, at: LATE },
    ]);
    expect(JSON.stringify(used[0]?.after)).not.toContain(code);
  });

  it('ends with the fifth miss in a row, and the account is not locked by it', async () => {
    const { sessionId } = await people.somebody('boss', 'admin');
    const { account } = await people.as(sessionId, LATE);
    const tries = await Promise.allSettled(
      Array.from({ length: PROOF_MISS_LIMIT + 3 }, () => account.proveAgain({ password: 'wrong' })),
    );
    expect(tries.map(({ status }) => status)).not.toContain('fulfilled');
    await expect(account.proveAgain({ password: PASSWORD })).rejects.toThrow('Sign in first');
    expect(await people.isLive(sessionId)).toBe(false);
    expect((await people.enter({ username: 'boss', password: PASSWORD })).kind).toBe('admitted');
    const actions = await people.actions();
    expect(actions.filter((action) => action === 'proof.refused')).toHaveLength(PROOF_MISS_LIMIT - 1);
    expect(actions.filter((action) => action === 'session.ended_by_misses')).toHaveLength(1);
  });

  it('loses no try to a console that looks at too many passwords already', async () => {
    const { sessionId } = await people.somebody('boss', 'admin');
    const { account } = await people.as(sessionId, LATE);
    const full = new BoundedQueue({ places: 0, keptMs: 0, mostWaiting: 0 });
    for (let count = 0; count <= PROOF_MISS_LIMIT; count++) {
      vi.mocked(passwordMatches).mockImplementationOnce(() => full.run(async () => true));
      await expect(account.proveAgain({ password: PASSWORD })).rejects.toMatchObject({
        code: 'TOO_MANY_REQUESTS',
      });
    }
    expect(await people.actions()).toEqual([]);
    await account.proveAgain({ password: PASSWORD });
  });

  it('is not made fresh by the proof of another session', async () => {
    const { sessionId, id } = await people.somebody('boss', 'admin');
    await people.prisma.userSession.create({
      data: { jti: 'elsewhere', userId: id, expiresAt: new Date(8e12), provedAt: NOW },
    });
    await (await people.as(sessionId, LATE)).account.proveAgain({ password: PASSWORD });
    await expect((await people.as('elsewhere', LATE)).people.add(newcomer)).rejects.toMatchObject({
      gate: 'proof',
    });
  });

  it('takes no proof of an account without a password here, which its provider vouches for', async () => {
    const { sessionId, id } = await people.somebody('boss', 'admin');
    await people.prisma.user.update({ where: { id }, data: { passwordHash: null } });
    const { account } = await people.as(sessionId, LATE);
    expect(await account.proofWays()).toMatchObject({ provider: true, password: false, code: false });
    for (const proof of [{ password: PASSWORD }, { password: '' }, { code: '' }, {}])
      await expect(account.proveAgain(proof)).rejects.toThrow('not right');
  });
});
