import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startPeople } from './testing/people.ts';

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

const key = (submission: string) => ({
  label: 'tills',
  kind: 'oneOff' as const,
  useLimit: null,
  expiresInHours: 1,
  approvalRequired: false,
  submission,
});
const keys = () => people.prisma.enrolmentKey.count();

describe('a form', () => {
  beforeEach(() => people.prisma.enrolmentKey.deleteMany());

  it('that arrives five times at once does its work once, and the others are told', async () => {
    const { api } = await people.somebody('ops', 'operator');
    const submission = crypto.randomUUID();
    const all = await Promise.allSettled(
      Array.from({ length: 5 }, () => api.enrolment.createKey(key(submission))),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await keys()).toBe(1);
    await expect(api.enrolment.createKey(key(submission))).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('Revoke it and make another.'),
    });
    expect(await people.actions()).toEqual(['enrolment_key.created']);
  });

  it('whose work was refused may be sent again with its key', async () => {
    const boss = await people.somebody('boss', 'admin');
    await people.somebody('taken', 'viewer');
    const submission = crypto.randomUUID();
    const newcomer = {
      password: 'a lamp beside the door',
      role: 'viewer' as const,
      oneTime: true,
      submission,
    };
    await expect(boss.api.people.add({ username: 'taken', ...newcomer })).rejects.toThrow('has this name');
    await boss.api.people.add({ username: 'free', ...newcomer });
    await expect(boss.api.people.add({ username: 'twice', ...newcomer })).rejects.toThrow(
      'sent twice. The first of the two added the person.',
    );
  });

  it('of somebody else has keys of its own', async () => {
    const [one, two] = [await people.somebody('one', 'operator'), await people.somebody('two', 'operator')];
    const submission = crypto.randomUUID();
    await one.api.enrolment.createKey(key(submission));
    await two.api.enrolment.createKey(key(submission));
    expect(await keys()).toBe(2);
  });
});
