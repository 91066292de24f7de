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
  vi.clearAllMocks();
});

it('turns partitions each hour and takes in what is overdue each ten minutes, also once a clock ahead was set right', async () => {
  vi.setSystemTime(new Date('2036-01-01T00:00:00Z'));
  const keeper = new TierKeeper({
    pool: {} as Pool,
    onUnavailable: (error) => expect.unreachable(error.message),
  });
  keeper.start();
  await vi.advanceTimersByTimeAsync(0);
  expect(calls()).toEqual([1, 1, 1]);
  vi.setSystemTime(new Date('2026-01-01T00:00:00Z'));
  await vi.advanceTimersByTimeAsync(2 * HOUR_MS);
  await keeper.stop();
  expect(calls()).toEqual([121, 13, 3]);
});
