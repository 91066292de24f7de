import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { idOf } from '../../fleet-fixture.ts';
import { TierKeeper } from './tier-keeper.ts';
import { TierDatabase } from './tiers-fixture.ts';

const soon = { timeout: 15_000, interval: 20 };
const [NODE, BOOT] = [idOf(1), idOf(200)];
let database: TierDatabase;

beforeAll(async () => {
  database = await TierDatabase.start();
  await database.addNodes([NODE]);
});
afterAll(() => database.stop());

const bytes = async () =>
  (await database.rows('telemetry_1d', NODE)).reduce((sum, row) => sum + (row.sent_bytes as number), 0);
const fails = (error: Error) => {
  throw error;
};
const send = (sequence: number) =>
  database.send({ node: NODE, boot: BOOT, sequence }, [{ at: Date.now(), sentBytes: (sequence + 1) * 10 }]);

it('makes partitions and takes samples in as soon as it starts, and what came meanwhile when it starts again', async () => {
  await send(0);
  for (const total of [10, 20]) {
    const keeper = new TierKeeper({
      pool: database.pool,
      onUnavailable: fails,
      onRefused: fails,
    });
    keeper.start();
    await vi.waitFor(async () => expect(await bytes()).toBe(total), soon);
    await keeper.stop();
    await send(1);
  }
  expect(
    (
      await database.pool.query(
        `SELECT to_regclass('telemetry_1d_' || to_char(now(), 'YYYY') || '0101') AS made`,
      )
    ).rows[0].made,
  ).not.toBeNull();
});

it('takes each sample in once when its connection is cut while it does', async () => {
  await send(2);
  const blocker = await database.pool.connect();
  await blocker.query('BEGIN');
  await blocker.query('LOCK TABLE telemetry_roll_ups IN EXCLUSIVE MODE');
  const failed = vi.fn();
  const keeper = new TierKeeper({ pool: database.pool, onUnavailable: failed, onRefused: fails });
  keeper.start();
  await vi.waitFor(async () => {
    // It waits for the lock in the middle of its statement.
    const { rows } = await blocker.query(
      `SELECT pg_terminate_backend(pid) AS cut FROM pg_locks WHERE NOT granted AND relation = 'telemetry_roll_ups'::regclass`,
    );
    expect(rows).toEqual([{ cut: true }]);
  }, soon);
  await vi.waitFor(() => expect(failed).toHaveBeenCalledOnce(), soon);
  await keeper.stop();
  await blocker.query('COMMIT');
  blocker.release();
  expect(await bytes()).toBe(20);
  const next = new TierKeeper({ pool: database.pool, onUnavailable: failed, onRefused: fails });
  next.start();
  await vi.waitFor(async () => expect(await bytes()).toBe(30), soon);
  await next.stop();
  expect(failed).toHaveBeenCalledOnce();
});
