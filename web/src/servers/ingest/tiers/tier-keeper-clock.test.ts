import type { Pool } from 'pg';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

vi.mock('./roll-up.ts', () => ({ rollUp: vi.fn(), rollUpOverdue: vi.fn(), turnPartitions: vi.fn() }));

const { rollUp, rollUpOverdue, turnPartitions } = await import('./roll-up.ts');
const { TierKeeper } = await import('./tier-keeper.ts');

const HOUR_MS = 3_600_000;
const calls = () => [rollUp, rollUpOverdue, turnPartitions].map((work) => vi.mocked(work).mock.calls.length);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.resetAllMocks();
});

it('turns partitions each hour and takes in what is overdue each ten minutes, also once a clock ahead was set right', async () => {
  vi.setSystemTime(new Date('2036-01-01T00:00:00Z'));
  const keeper = new TierKeeper({
    pool: {} as Pool,
    onUnavailable: (error) => expect.unreachable(error.message),
    onRefused: (error) => expect.unreachable(error.message),
  });
  keeper.start();
  await vi.advanceTimersByTimeAsync(0);
  expect(calls()).toEqual([1, 1, 1]);
  vi.setSystemTime(new Date('2026-01-01T00:00:00Z'));
  await vi.advanceTimersByTimeAsync(2 * HOUR_MS);
  await keeper.stop();
  expect(calls()).toEqual([121, 13, 3]);
});

it('takes new samples in though the database refuses what is in an old partition, and not while it is away', async () => {
  const refused = vi.fn();
  const away = vi.fn();
  const keeper = new TierKeeper({ pool: {} as Pool, onUnavailable: away, onRefused: refused });
  const overflow = Object.assign(new Error('bigint out of range'), { code: '22003' });
  vi.mocked(turnPartitions).mockRejectedValue(overflow);
  keeper.start();
  await vi.advanceTimersByTimeAsync(0);
  expect(calls()).toEqual([1, 1, 1]);
  expect(refused).toHaveBeenCalledExactlyOnceWith(overflow);
  // What was refused is tried again with each round, before its hour.
  vi.mocked(turnPartitions).mockRejectedValue(new Error('connection refused'));
  await vi.advanceTimersByTimeAsync(60_000);
  await keeper.stop();
  expect(calls()).toEqual([1, 1, 2]);
  expect(away).toHaveBeenCalledOnce();
});
