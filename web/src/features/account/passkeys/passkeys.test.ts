import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { CHALLENGE_LIFETIME_MS } from '../../../auth/passkeys/challenges.ts';
import { SoftAuthenticator } from '../../../auth/passkeys/testing/soft-authenticator.ts';
import { removeFactors } from '../../../auth/second-factor/second-factor-repository.ts';
import { lockUser } from '../../../auth/session-repository.ts';
import { REFUSAL_WORDS } from '../../../auth/sign-in.ts';
import { CONSOLE, codeOf, later, NOW, PASSWORD, SOURCE, startPeople } from '../../../trpc/testing/people.ts';

vi.mock('server-only', () => ({}));

let people: Awaited<ReturnType<typeof startPeople>>;
beforeAll(async () => {
  people = await startPeople();
});
afterAll(() => people.stop());
beforeEach(() => people.empty());

type Somebody = Awaited<ReturnType<typeof people.somebody>>;

async function withPasskey(person: Somebody, device = new SoftAuthenticator(CONSOLE)) {
  const response = device.register(await person.api.account.offerPasskey());
  const { recoveryCodes } = await person.api.account.addPasskey({ name: 'phone', response });
  return { device, recoveryCodes };
}
let sources = 0;
/** Sign-ins of one source are few in one instant, and all is one instant here. */
const fresh = () => `198.51.100.${sources++ % 256}`;
/** A challenge for a sign-in without a name. */
const offered = async (now = NOW, address = fresh()) =>
  (await people.as(undefined, now, address)).account.offerPasskeySignIn();
/** A challenge for a sign-in beside a password. */
const offeredFactor = async () =>
  (await people.as(undefined, NOW, fresh())).account.offerPasskeyFactor({
    username: 'ops',
    password: PASSWORD,
  });
const enter = async (of: Parameters<typeof people.enter>[0], now = NOW) => (await people.enter(of, now)).kind;

describe('a passkey', () => {
  it('is added with a name, ends the sessions without it, and brings recovery codes as a first factor', async () => {
    const ops = await people.somebody('ops', 'operator');
    await people.prisma.userSession.create({
      data: { jti: 'elsewhere', userId: ops.id, expiresAt: new Date(8e12) },
    });
    const { recoveryCodes } = await withPasskey(ops);
    expect(recoveryCodes).toHaveLength(10);
    expect([await people.isLive(ops.sessionId), await people.isLive('elsewhere')]).toEqual([true, false]);
    const second = await withPasskey(ops);
    expect(second.recoveryCodes).toBeNull();
    expect((await ops.api.account.get()).passkeys.map(({ name }) => name)).toEqual(['phone', 'phone']);
    expect(await people.actions()).toEqual(['passkey.added', 'passkey.added']);
  });

  it('signs its verified person in without a name and a password', async () => {
    const ops = await people.somebody('ops', 'operator');
    const { device } = await withPasskey(ops);
    expect(await people.enter({ passkey: device.sign(await offered()) })).toMatchObject({
      kind: 'admitted',
      userId: ops.id,
    });
    expect(await enter({ passkey: device.sign(await offered(), { verified: false }) })).toBe(
      'passkeyRefused',
    );
    const entry = await people.prisma.auditEntry.findFirst({
      where: { action: 'session.started' },
      orderBy: { id: 'desc' },
    });
    expect(entry?.after).toEqual({ by: 'passkey' });
  });

  it('is asked for beside the password, verified or not, and a recovery code stands in for it once', async () => {
    const ops = await people.somebody('ops', 'operator');
    const { device, recoveryCodes } = await withPasskey(ops);
    const typed = { username: 'ops', password: PASSWORD };
    expect(await enter(typed)).toBe('passkeyNeeded');
    const passkey = device.sign(await offeredFactor(), { verified: false });
    expect(await enter({ ...typed, password: 'wrong', passkey })).toBe('refused');
    expect(await enter({ ...typed, passkey })).toBe('admitted');
    const code = recoveryCodes?.[0] ?? '';
    expect(await enter({ ...typed, code })).toBe('admitted');
    expect(await enter({ ...typed, code })).toBe('codeRefused');
  });

  it('beside the password is enough for another password, which ends what was open', async () => {
    const ops = await people.somebody('ops', 'operator');
    const { device } = await withPasskey(ops);
    const typed = { username: 'ops', password: PASSWORD, newPassword: 'a lamp beside the door' };
    expect(await enter(typed)).toBe('passkeyNeeded');
    expect(await enter({ ...typed, passkey: device.sign(await offeredFactor()) })).toBe('admitted');
    expect(await people.isLive(ops.sessionId)).toBe(false);
    expect(await enter({ username: 'ops', password: PASSWORD })).toBe('refused');
  });

  it('is taken for a challenge once, in time, and for nothing but what it was asked for', async () => {
    const { device } = await withPasskey(await people.somebody('ops', 'operator'));
    const once = device.sign(await offered());
    expect(await enter({ passkey: once })).toBe('admitted');
    expect(await enter({ passkey: once })).toBe('passkeyRefused');
    const late = device.sign(await offered());
    expect(await enter({ passkey: late }, later(CHALLENGE_LIFETIME_MS))).toBe('passkeyRefused');
    const factor = device.sign(await offeredFactor());
    expect(await enter({ passkey: factor })).toBe('passkeyRefused');
    const unasked = device.sign({ challenge: Buffer.alloc(32, 7).toString('base64url') });
    expect(await enter({ passkey: unasked })).toBe('passkeyRefused');
  });

  it('of one challenge opens one session, however many bring it at once', async () => {
    const { device } = await withPasskey(await people.somebody('ops', 'operator'));
    const passkey = device.sign(await offered());
    const all = await Promise.all(Array.from({ length: 8 }, () => enter({ passkey })));
    expect(all.filter((kind) => kind === 'admitted')).toHaveLength(1);
  });

  it.each([
    ['another origin', { origin: 'http://localhost:3001' }],
    ['another host', { host: 'elsewhere.example' }],
    ['another ceremony', { type: 'webauthn.create' }],
  ])('of %s is not taken', async (_, strange) => {
    const ops = await people.somebody('ops', 'operator');
    const device = new SoftAuthenticator(CONSOLE);
    const response = device.register(await ops.api.account.offerPasskey(), {
      ...strange,
      ...('type' in strange && { type: 'webauthn.get' }),
    });
    await expect(ops.api.account.addPasskey({ name: 'phone', response })).rejects.toThrow('not taken');
    await withPasskey(ops, device);
    expect(await enter({ passkey: device.sign(await offered(), strange) })).toBe('passkeyRefused');
    expect(await enter({ passkey: device.sign(await offered()) })).toBe('admitted');
  });

  it('whose counter does not rise is refused as a copy, and the audit says so', async () => {
    const { device } = await withPasskey(await people.somebody('ops', 'operator'));
    expect(await enter({ passkey: device.sign(await offered(), { counter: 9 }) })).toBe('admitted');
    expect(await enter({ passkey: device.sign(await offered(), { counter: 9 }) })).toBe('passkeyRefused');
    expect(await people.actions()).toEqual([
      'passkey.added',
      'passkey.counter_refused',
      'login.passkey_refused',
    ]);
    const entry = await people.prisma.auditEntry.findFirst({ where: { action: 'passkey.counter_refused' } });
    const { address, requestId } = SOURCE;
    expect(entry).toMatchObject({ address, requestId, before: { counter: 9 }, after: { counter: 9 } });
    expect(await enter({ passkey: device.sign(await offered(), { counter: 10 }) })).toBe('admitted');
  });

  it('is not refused while the database is away, neither a new one nor one that signs in', async () => {
    const ops = await people.somebody('ops', 'operator');
    const { device } = await withPasskey(ops);
    const passkey = device.sign(await offered());
    const response = new SoftAuthenticator(CONSOLE).register(await ops.api.account.offerPasskey());
    await people.prisma.$executeRaw`ALTER TABLE passkey_challenges RENAME TO away`;
    try {
      await expect(enter({ passkey })).rejects.toThrow('passkey_challenges');
      await expect(ops.api.account.addPasskey({ name: 'second', response })).rejects.toMatchObject({
        code: 'INTERNAL_SERVER_ERROR',
      });
    } finally {
      await people.prisma.$executeRaw`ALTER TABLE away RENAME TO passkey_challenges`;
    }
    expect(await people.actions()).toEqual(['passkey.added']);
    expect(await enter({ passkey })).toBe('admitted');
    await ops.api.account.addPasskey({ name: 'second', response });
  });

  it('is called a copy by nobody who cannot sign with it', async () => {
    const { device } = await withPasskey(await people.somebody('ops', 'operator'));
    expect(await enter({ passkey: device.sign(await offered(), { counter: 9 }) })).toBe('admitted');
    const forged = JSON.parse(device.sign(await offered(), { counter: 1 }));
    const { signature } = JSON.parse(device.sign(await offered(), { counter: 1 })).response;
    forged.response.signature = signature;
    expect(await enter({ passkey: JSON.stringify(forged) })).toBe('passkeyRefused');
    expect(await people.actions()).not.toContain('passkey.counter_refused');
  });

  it('whose authenticator keeps no counter is taken again and again', async () => {
    const { device } = await withPasskey(await people.somebody('ops', 'operator'));
    for (let use = 0; use < 3; use++)
      expect(await enter({ passkey: device.sign(await offered(), { counter: 0 }) })).toBe('admitted');
  });

  it('of somebody else is no second factor and proves nobody again', async () => {
    const [ops, eve] = [await people.somebody('ops', 'operator'), await people.somebody('eve', 'viewer')];
    await withPasskey(ops);
    const { device } = await withPasskey(eve);
    const passkey = device.sign(await offeredFactor());
    expect(await enter({ username: 'ops', password: PASSWORD, passkey })).toBe('passkeyRefused');
    const proof = device.sign(await ops.api.account.offerPasskeyProof());
    await expect(ops.api.account.proveAgain({ passkey: proof })).rejects.toThrow('not right');
  });

  it('opens nothing once it was taken away, or its account was closed', async () => {
    const ops = await people.somebody('ops', 'operator');
    const { device } = await withPasskey(ops);
    await people.prisma.user.updateMany({ data: { disabledAt: NOW } });
    expect(await enter({ passkey: device.sign(await offered()) })).toBe('passkeyRefused');
    await people.prisma.user.updateMany({ data: { disabledAt: null } });
    await ops.api.account.removePasskey({ id: device.id });
    expect(await enter({ passkey: device.sign(await offered()) })).toBe('passkeyRefused');
    expect(await enter({ username: 'ops', password: PASSWORD })).toBe('admitted');
    expect(await people.prisma.recoveryCode.count()).toBe(0);
  });

  it('is renamed and taken away by its owner only', async () => {
    const [ops, eve] = [await people.somebody('ops', 'operator'), await people.somebody('eve', 'viewer')];
    const { device } = await withPasskey(ops);
    const { id } = device;
    await expect(eve.api.account.renamePasskey({ id, name: 'mine' })).rejects.toThrow('no such passkey');
    await expect(eve.api.account.removePasskey({ id })).rejects.toThrow('no such passkey');
    await ops.api.account.renamePasskey({ id, name: 'old phone' });
    expect((await ops.api.account.get()).passkeys).toMatchObject([{ name: 'old phone' }]);
  });

  it('is added to one account only', async () => {
    const [ops, eve] = [await people.somebody('ops', 'operator'), await people.somebody('eve', 'viewer')];
    const { device } = await withPasskey(ops);
    await expect(withPasskey(eve, device)).rejects.toThrow('here already');
  });

  it('stays beside an authenticator app whose removal leaves the recovery codes', async () => {
    const ops = await people.somebody('ops', 'operator');
    await withPasskey(ops);
    const { base32 } = await ops.api.account.offerSecondFactor();
    expect(await ops.api.account.confirmSecondFactor({ code: codeOf(base32) })).toEqual({
      recoveryCodes: null,
    });
    await ops.api.account.removeSecondFactor();
    expect(await people.prisma.recoveryCode.count()).toBe(10);
  });
});

it('challenges of strangers are bounded in number', async () => {
  const source = fresh();
  const at = (seconds: number) => offered(later(seconds * 1_000), source);
  for (let count = 0; count < 60; count++) await at(count);
  await expect(at(60)).rejects.toThrow('Too many tries');
  expect(await people.prisma.passkeyChallenge.count()).toBe(60);
  await expect(offered(later(CHALLENGE_LIFETIME_MS + 60_000), source)).resolves.toBeDefined();
  const { api } = await people.somebody('owner', 'viewer');
  await expect(api.account.offerPasskey()).resolves.toBeDefined();
});

it('challenges are asked for thirty times by a source in 10 s, before the database is', async () => {
  const source = fresh();
  for (let count = 0; count < 30; count++) await offered(NOW, source);
  await expect(offered(NOW, source)).rejects.toMatchObject({
    code: 'TOO_MANY_REQUESTS',
    message: REFUSAL_WORDS.busy,
  });
  expect(await people.prisma.passkeyChallenge.count()).toBe(30);
});

it('recovery codes are renewed for nobody who loses the last factor meanwhile', async () => {
  const { id, api } = await people.somebody('owner', 'viewer');
  const { base32 } = await api.account.offerSecondFactor();
  await api.account.confirmSecondFactor({ code: codeOf(base32) });
  const renewed = await people.prisma.$transaction(async (tx) => {
    await lockUser(tx, id);
    const words = api.account.renewRecoveryCodes().then(
      () => 'renewed',
      (error: Error) => error.message,
    );
    await setTimeout(200);
    await removeFactors(tx, id);
    return { words };
  });
  expect(await renewed.words).toContain('no second factor');
  expect(await people.prisma.recoveryCode.count()).toBe(0);
});
