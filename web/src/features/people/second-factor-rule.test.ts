import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { codeOf, PASSWORD, startPeople } from '../../trpc/testing/people.ts';

vi.mock('server-only', () => ({}));

let people: Awaited<ReturnType<typeof startPeople>>;
beforeAll(async () => {
  people = await startPeople();
});
afterAll(() => people.stop());
beforeEach(async () => {
  await people.empty();
  await people.makeRealm();
});

type Api = Awaited<ReturnType<typeof people.somebody>>['api'];

async function addApp(api: Api) {
  const { base32 } = await api.account.offerSecondFactor();
  await api.account.confirmSecondFactor({ code: codeOf(base32) });
}
async function bossWhoAsksEverybody() {
  const boss = await people.somebody('boss', 'admin');
  await addApp(boss.api);
  await boss.api.people.requireSecondFactor({ required: true });
  return boss;
}

describe('a second factor for everybody', () => {
  it('is asked for only by an admin who has one, so that the last admin is not locked out', async () => {
    const { api } = await people.somebody('boss', 'admin');
    await expect(api.people.requireSecondFactor({ required: true })).rejects.toThrow(
      'your own account first',
    );
    expect((await api.people.list()).secondFactorRequired).toBe(false);
    await addApp(api);
    await api.people.requireSecondFactor({ required: true });
    expect((await api.people.list()).secondFactorRequired).toBe(true);
    const entry = await people.prisma.auditEntry.findFirst({ orderBy: { id: 'desc' } });
    expect(entry).toMatchObject({
      action: 'realm.second_factor_rule_changed',
      before: { required: false },
      after: { required: true, ended: 0 },
    });
  });

  it('ends the sessions of those who have none, and leads their next sign-in to adding one', async () => {
    const ops = await people.somebody('ops', 'operator');
    const boss = await bossWhoAsksEverybody();
    expect([await people.isLive(ops.sessionId), await people.isLive(boss.sessionId)]).toEqual([false, true]);
    const entered = await people.enter({ username: 'ops', password: PASSWORD });
    if (entered.kind !== 'admitted') throw new Error(entered.kind);
    const api = await people.as(entered.sessionId);
    await expect(api.realm.serverHealth()).rejects.toMatchObject({ gate: 'secondFactor' });
    await expect(api.sessions.list()).rejects.toMatchObject({ gate: 'secondFactor' });
    await addApp(api);
    await expect((await people.as(entered.sessionId)).realm.serverHealth()).resolves.toBeDefined();
  });

  it('is not taken away by its owner while everybody has one, and stays theirs when it is asked for no more', async () => {
    const { api } = await bossWhoAsksEverybody();
    await expect(api.account.removeSecondFactor()).rejects.toThrow('Everybody here has a second factor');
    expect((await people.enter({ username: 'boss', password: PASSWORD })).kind).toBe('codeNeeded');
    await api.people.requireSecondFactor({ required: false });
    expect((await people.enter({ username: 'boss', password: PASSWORD })).kind).toBe('codeNeeded');
    await api.account.removeSecondFactor();
  });

  it('does not hold up those whom an identity provider vouches for', async () => {
    const person = await people.somebody('federated', 'operator');
    await people.prisma.user.update({ where: { id: person.id }, data: { passwordHash: null } });
    await bossWhoAsksEverybody();
    await expect((await people.as(person.sessionId)).sessions.list()).resolves.toBeDefined();
    await expect((await people.as(person.sessionId)).account.offerSecondFactor()).rejects.toThrow(
      'kept there',
    );
  });

  it('is not asked for before there is a realm', async () => {
    await people.prisma.realmSettings.deleteMany();
    const { api } = await people.somebody('boss', 'admin');
    await addApp(api);
    await expect(api.people.requireSecondFactor({ required: true })).rejects.toThrow('start the coordinator');
  });
});
