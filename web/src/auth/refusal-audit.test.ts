import type { PrismaClient } from '@ntmobile/prisma';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LOCK_WINDOW_MS } from './lockout.ts';
import { MOST_TOLD, RefusalAudit } from './refusal-audit.ts';

vi.hoisted(() => vi.stubEnv('NTM_LOG_LEVEL', 'silent'));
const create = vi.fn(async (_: { data: Record<string, unknown> }) => ({}));
const prisma = { auditEntry: { create } } as unknown as PrismaClient;
const entries = () => create.mock.calls.map(([{ data }]) => data);

beforeEach(() => {
  create.mockReset().mockResolvedValue({});
  vi.useFakeTimers({ now: Date.parse('2026-04-02T12:00:00Z') });
});
afterEach(() => vi.useRealTimers());

async function refuse(audit: RefusalAudit, times: number, of: { address?: string; action?: string } = {}) {
  for (let time = 0; time < times; time++) {
    const refusal = { action: 'login.locked', username: 'ops', address: '192.0.2.1', requestId: 'request' };
    await audit.tell(prisma, { ...refusal, now: new Date(), ...of });
  }
}

describe('refused strangers', () => {
  it('have thirty entries of a source within 15 min, and one that counts the others at its end', async () => {
    const audit = new RefusalAudit();
    await refuse(audit, MOST_TOLD + 2_500);
    expect(create).toHaveBeenCalledTimes(MOST_TOLD);
    await vi.advanceTimersByTimeAsync(LOCK_WINDOW_MS);
    expect(create).toHaveBeenCalledTimes(MOST_TOLD + 1);
    expect(entries().at(-1)).toEqual({
      at: new Date('2026-04-02T12:15:00Z'),
      actorKind: 'stranger',
      actorId: '',
      actorName: '',
      action: 'login.locked',
      address: '192.0.2.1',
      after: { leftOut: 2_500, since: '2026-04-02T12:00:00.000Z' },
    });
    await refuse(audit, 1);
    expect(create).toHaveBeenCalledTimes(MOST_TOLD + 2);
    await vi.advanceTimersByTimeAsync(10 * LOCK_WINDOW_MS);
    expect(create).toHaveBeenCalledTimes(MOST_TOLD + 2);
  });

  it('of one source and action leave the entries of others whole', async () => {
    const audit = new RefusalAudit();
    await refuse(audit, 100);
    await refuse(audit, 1, { address: '192.0.2.2' });
    await refuse(audit, 1, { action: 'passkey.counter_refused' });
    expect(entries().slice(MOST_TOLD)).toMatchObject([
      { address: '192.0.2.2' },
      { action: 'passkey.counter_refused' },
    ]);
  });

  it('from all addresses of an IPv6 site are of one source', async () => {
    const audit = new RefusalAudit();
    for (let host = 1; host <= 100; host++) await refuse(audit, 1, { address: `2001:db8::${host}` });
    expect(create).toHaveBeenCalledTimes(MOST_TOLD);
  });

  it('for one thing are bounded by it, whatever addresses bring it, and the count names it', async () => {
    const audit = new RefusalAudit();
    const key = { action: 'enrolment_key.used_again', username: '', requestId: 'request' };
    const about = { subjectKind: 'enrolment_key', subjectId: 'key-1', after: { refused: 'keyExhausted' } };
    for (let host = 1; host <= MOST_TOLD + 5; host++) {
      const address = `198.51.100.${host}`;
      await audit.tell(prisma, { ...key, boundBy: 'key-1', about, address, now: new Date() });
    }
    expect(create).toHaveBeenCalledTimes(MOST_TOLD);
    await vi.advanceTimersByTimeAsync(LOCK_WINDOW_MS);
    expect(entries()).toHaveLength(MOST_TOLD + 1);
    expect(entries().at(-1)).toMatchObject({
      action: 'enrolment_key.used_again',
      subjectKind: 'enrolment_key',
      subjectId: 'key-1',
      after: { leftOut: 5, since: '2026-04-02T12:00:00.000Z' },
    });
  });

  it('whose count cannot be kept end nothing else', async () => {
    const audit = new RefusalAudit();
    await refuse(audit, MOST_TOLD + 1);
    create.mockRejectedValueOnce(new Error('the database is away'));
    await vi.advanceTimersByTimeAsync(LOCK_WINDOW_MS);
    await refuse(audit, 1);
    expect(create).toHaveBeenCalledTimes(MOST_TOLD + 2);
  });
});
