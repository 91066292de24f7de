import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FLEET, GAP_WAITS_MS, RAW, TIERS } from '../../../telemetry/tiers.ts';
import { idOf } from '../../fleet-fixture.ts';
import { rollUp, rollUpOverdue, turnPartitions } from './roll-up.ts';
import { TierDatabase } from './tiers-fixture.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const TABLES = TIERS.map(({ table }) => table);
const [BOOT, NEXT_BOOT] = [idOf(200), idOf(201)];
/** Begins a bucket of each width, two days ago: everything is kept of it. */
const START = Math.floor(Date.now() / DAY) * DAY - 2 * DAY;
const now = () => new Date();

let database: TierDatabase;
let nextNode = 1;
let node: string;

beforeAll(async () => {
  database = await TierDatabase.start();
});
afterAll(() => database.stop());

beforeEach(async () => {
  await database.pool.query(`TRUNCATE ${TABLES.join(', ')}`);
  node = idOf(nextNode++);
  await database.addNodes([node]);
});

/** A sample at a minute after `START`. */
const at = (minute: number, sentBytes: number, rttMs = 1) => ({
  at: START + minute * MINUTE,
  sentBytes,
  receivedBytes: 2 * sentBytes,
  rttMs,
});
const bytesOf = async (table: string, of = node) =>
  (await database.rows(table, of)).reduce((sum, row) => sum + (row.sent_bytes as number), 0);
const everywhere = async (of = node) => Promise.all(TABLES.map((table) => bytesOf(table, of)));

describe('rolling up', () => {
  it('puts the growth of counters and the range of measurements into the buckets of all tiers', async () => {
    await database.send({ node, boot: BOOT, sequence: 0 }, [
      at(0.5, 100, 4),
      at(1.5, 700, 2),
      at(5, 1_300, 6),
      at(6, 7_300, 3),
    ]);
    expect(await rollUp(database.pool, now())).toBe(4);
    const [first, second] = await database.rows('telemetry_5m', node);
    expect(first).toMatchObject({
      at: START,
      samples: 3,
      covered_ms: 270_000,
      sent_bytes: 1_300,
      received_bytes: 2_600,
    });
    expect(first).toMatchObject({
      sent_rate_min: 2,
      sent_rate_max: 10,
      rtt_sum: 12_000,
      rtt_count: 3,
      rtt_min: 2_000,
      rtt_max: 6_000,
    });
    expect(second).toMatchObject({ at: START + 5 * MINUTE, samples: 1, sent_bytes: 6_000, tunnels_max: 3 });
    for (const table of ['telemetry_1h', 'telemetry_1d'])
      expect(await database.rows(table, node)).toMatchObject([
        { at: START, samples: 4, sent_bytes: 7_300, rtt_max: 6_000 },
      ]);
    expect(await everywhere(FLEET)).toEqual([7_300, 7_300, 7_300]);
  });

  it('counts each sample once, however often and by however many it is done', async () => {
    for (let sequence = 0; sequence < 20; sequence++)
      await database.send({ node, boot: BOOT, sequence }, [at(sequence, sequence * 10)]);
    const taken = await Promise.all(Array.from({ length: 4 }, () => rollUp(database.pool, now())));
    expect(taken.reduce((sum, samples) => sum + samples)).toBe(20);
    expect(await rollUp(database.pool, now())).toBe(0);
    expect(await everywhere()).toEqual([190, 190, 190]);
  });

  it('goes on where it was when it was killed in the middle', async () => {
    for (let sequence = 0; sequence < 1_300; sequence += 50)
      await database.send(
        { node, boot: BOOT, sequence },
        Array.from({ length: 50 }, (_, index) => at((sequence + index) / 10, sequence + index)),
      );
    const client = await database.pool.connect();
    await client.query(
      'CREATE FUNCTION break() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF new.sequence > 600 THEN RAISE EXCEPTION $q$killed$q$; END IF; RETURN new; END $$',
    );
    await client.query(
      'CREATE TRIGGER broken BEFORE INSERT OR UPDATE ON telemetry_roll_ups FOR EACH ROW EXECUTE FUNCTION break()',
    );
    await expect(rollUp(database.pool, now())).rejects.toThrow('killed');
    expect(await everywhere()).toEqual([599, 599, 599]);
    await client.query('DROP TRIGGER broken ON telemetry_roll_ups');
    client.release();
    expect(await rollUp(database.pool, now())).toBe(700);
    expect(await everywhere()).toEqual([1_299, 1_299, 1_299]);
  });

  it('adds what comes a day late to the buckets of its time', async () => {
    await database.send({ node, boot: BOOT, sequence: 0 }, [at(0, 0), at(1, 60)]);
    await rollUp(database.pool, now());
    await database.send(
      { node, boot: BOOT, sequence: 2 },
      [at(2, 120), at(1_500, 9_120)],
      new Date(START + DAY + 60 * MINUTE),
    );
    await rollUp(database.pool, now());
    const rows = await database.rows('telemetry_5m', node);
    expect(rows.map((row) => [row.at, row.sent_bytes, row.covered_ms])).toEqual([
      [START - 5 * MINUTE, 0, 0],
      [START, 120, 120_000],
      [START + 1_495 * MINUTE, 9_000, 1_498 * MINUTE],
    ]);
    expect(await everywhere()).toEqual([9_120, 9_120, 9_120]);
  });

  it('lets a new run begin at zero, and takes nothing from a counter that fell', async () => {
    await database.send({ node, boot: BOOT, sequence: 0 }, [
      at(1, 1_000),
      at(2, 1_500),
      at(3, 400),
      at(4, 450),
    ]);
    await database.send({ node, boot: NEXT_BOOT, sequence: 0 }, [at(5, 30), at(6, 90)]);
    await rollUp(database.pool, now());
    expect(await everywhere()).toEqual([1_640, 1_640, 1_640]);
  });

  it('adds up what one node says beyond all bounds as far as a node can carry, and all that others say', async () => {
    const other = idOf(nextNode++);
    await database.addNodes([other]);
    const most = Math.floor(Number.MAX_SAFE_INTEGER / 2);
    const untrue = Array.from({ length: 60 }, (_, index) => at((index + 1) / 60, index % 2 === 0 ? 0 : most));
    await database.pool.query(
      `INSERT INTO telemetry_5m (node_id, at, samples, covered_ms, sent_bytes, received_bytes, sent_packets,
         received_packets, relayed_bytes, handovers, rtt_sum, rtt_count, loss_sum, loss_count, tunnels_sum)
       SELECT $1, $2, 1, 1, 9223372036854775807, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1`,
      [FLEET, new Date(START)],
    );
    await database.send({ node, boot: BOOT, sequence: 0 }, untrue);
    await database.send({ node: other, boot: BOOT, sequence: 0 }, [at(0.5, 100), at(1.5, 700)]);
    expect(await rollUp(database.pool, now())).toBe(62);
    expect(await everywhere(other)).toEqual(TABLES.map(() => 700));
    // 30 rises of a second at 100 Gbit/s each.
    expect(await everywhere()).toEqual(TABLES.map(() => 30 * 12.5e9));
    const [fleet] = await database.rows('telemetry_5m', FLEET);
    expect(fleet?.sent_bytes).toBe(2 ** 62);
    // Other counters of the same row go on.
    expect(fleet?.samples).toBe(63);
  });

  it('waits for a gap to be filled or given up, and loses no byte across it', async () => {
    await database.send({ node, boot: BOOT, sequence: 0 }, [at(0, 10)]);
    await database.send({ node, boot: BOOT, sequence: 3 }, [at(3, 40)]);
    expect(await rollUp(database.pool, now())).toBe(1);
    await database.send({ node, boot: BOOT, sequence: 1 }, [at(1, 20), at(2, 30)]);
    expect(await rollUp(database.pool, now())).toBe(3);
    await database.send({ node, boot: BOOT, sequence: 9, oldest: 9 }, [at(9, 100)]);
    expect(await rollUp(database.pool, now())).toBe(1);
    expect(await everywhere()).toEqual([100, 100, 100]);
  });

  it('waits an hour for a gap and no longer: then every byte is in, once, whatever still comes', async () => {
    const overdue = new Date(Date.now() + GAP_WAITS_MS + MINUTE);
    await database.send({ node, boot: BOOT, sequence: 0 }, [at(0, 10)]);
    await database.send({ node, boot: BOOT, sequence: 3 }, [at(3, 40), at(4, 50)]);
    await rollUp(database.pool, now());
    expect(await rollUpOverdue(database.pool, now())).toBe(0);
    expect(await everywhere()).toEqual([10, 10, 10]);
    const taken = await Promise.all([1, 2, 3].map(() => rollUpOverdue(database.pool, overdue)));
    expect(taken.reduce((sum, samples) => sum + samples)).toBe(2);
    expect(await rollUpOverdue(database.pool, overdue)).toBe(0);
    expect(await everywhere()).toEqual([50, 50, 50]);
    expect(await everywhere(FLEET)).toEqual([50, 50, 50]);
    await database.send({ node, boot: BOOT, sequence: 1 }, [at(1, 20), at(2, 30)]);
    await database.send({ node, boot: BOOT, sequence: 5 }, [at(5, 90)]);
    expect(await rollUp(database.pool, now())).toBe(1);
    expect(await everywhere()).toEqual([90, 90, 90]);
    // A second gap in the same run waits again.
    await database.send({ node, boot: BOOT, sequence: 8 }, [at(8, 200)]);
    expect(await rollUpOverdue(database.pool, now())).toBe(0);
    expect(await rollUpOverdue(database.pool, overdue)).toBe(1);
    expect(await everywhere()).toEqual([200, 200, 200]);
  });

  it('does not count again what comes again after its sample is gone', async () => {
    await database.send({ node, boot: BOOT, sequence: 0 }, [at(0, 10), at(1, 20)]);
    await rollUp(database.pool, now());
    await database.pool.query('DELETE FROM telemetry_samples');
    await database.send({ node, boot: BOOT, sequence: 0 }, [at(0, 10), at(1, 20), at(2, 50)]);
    expect(await rollUp(database.pool, now())).toBe(1);
    expect(await everywhere()).toEqual([50, 50, 50]);
  });

  it('keeps of what is older than a tier keeps only what longer ones do', async () => {
    const old = Date.now() - 40 * DAY;
    const years = Date.now() - 7 * 365 * DAY;
    await database.send({ node, boot: BOOT, sequence: 0 }, [
      { at: years, sentBytes: 5 },
      { at: old, sentBytes: 105 },
      at(0, 205),
    ]);
    expect(await rollUp(database.pool, now())).toBe(3);
    expect(await everywhere()).toEqual([100, 200, 200]);
  });
});

describe('partitions', () => {
  const partitionsOf = async (table: string) => {
    const { rows } = await database.pool.query(
      `SELECT relname AS name FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid WHERE inhparent = $1::regclass ORDER BY 1`,
      [table],
    );
    return rows.map(({ name }) => name as string);
  };

  it('are there for all that is kept and what comes next, and take in what came before them', async () => {
    await database.send({ node, boot: BOOT, sequence: 0 }, [at(0, 10), at(1, 20)]);
    await rollUp(database.pool, now());
    expect(await turnPartitions(database.pool, now())).toEqual([]);
    for (const [table, count] of [
      ['telemetry_5m', 34],
      ['telemetry_1h', 17],
      ['telemetry_1d', 9],
    ] as const)
      expect([table, (await partitionsOf(table)).length]).toEqual([table, count]);
    expect((await database.pool.query('SELECT 1 FROM telemetry_5m_rest')).rows).toEqual([]);
    expect(await everywhere()).toEqual([20, 20, 20]);
    await Promise.all([turnPartitions(database.pool, now()), turnPartitions(database.pool, now())]);
  });

  it('go as a whole when all of it is older than kept, after what still waits for earlier samples is in the tiers', async () => {
    await turnPartitions(database.pool, now());
    await database.send({ node, boot: BOOT, sequence: 0 }, [at(0, 10)]);
    await database.send({ node, boot: BOOT, sequence: 7 }, [at(7, 80)]);
    await rollUp(database.pool, now());
    expect(await everywhere()).toEqual([10, 10, 10]);
    const later = new Date(Date.now() + 4 * DAY);
    const dropped = await turnPartitions(database.pool, later);
    expect(dropped.filter((name) => name.startsWith(RAW.table))).toContain('telemetry_samples_before');
    expect(dropped.some((name) => name.startsWith('telemetry_5m_'))).toBe(true);
    expect((await database.pool.query('SELECT 1 FROM telemetry_samples')).rows).toEqual([]);
    expect(await everywhere()).toEqual([80, 80, 80]);
    await database.send(
      { node, boot: BOOT, sequence: 1 },
      [1, 2, 3, 4, 5, 6, 7, 8].map((minute) => at(minute, minute * 10 + 10)),
    );
    await rollUp(database.pool, now());
    expect(await everywhere()).toEqual([90, 90, 90]);
  });

  it('are made and dropped while samples come in, and neither side fails', async () => {
    let sequence = 0;
    const turns = (async () => {
      for (let day = 10; day < 14; day++)
        await turnPartitions(database.pool, new Date(Date.now() + day * DAY));
    })();
    let turning = true;
    turns.finally(() => {
      turning = false;
    });
    while (turning || sequence < 10) {
      await database.send({ node, boot: BOOT, sequence }, [at(sequence, sequence * 10)]);
      sequence++;
    }
    await turns;
    await rollUp(database.pool, now());
    expect(await everywhere()).toEqual(Array(3).fill((sequence - 1) * 10));
  });

  it('of a day, a month and a year go when their last row is as old as is kept, and not a second before', async () => {
    // Begins a partition of every table.
    const begin = new Date(Date.UTC(new Date().getUTCFullYear() + 20, 0, 1));
    await turnPartitions(database.pool, begin);
    const minute = { at: begin.getTime() + MINUTE, sentBytes: 70 };
    await database.send({ node, boot: BOOT, sequence: 0 }, [minute], new Date(minute.at));
    // Arrival is the database's time.
    const ofNode = 'series IN (SELECT series FROM telemetry_boots WHERE node_id = $1)';
    await database.pool.query(`UPDATE telemetry_samples SET arrived_at = $2 WHERE ${ofNode}`, [
      node,
      new Date(minute.at),
    ]);
    await rollUp(database.pool, new Date(minute.at));
    const left = async () => {
      const samples = await database.pool.query(`SELECT 1 FROM telemetry_samples WHERE ${ofNode}`, [node]);
      return [samples.rowCount, ...(await everywhere()).map((bytes) => bytes / 70)];
    };
    const year = begin.getUTCFullYear();
    for (const [goesAt, before, after] of [
      [Date.UTC(year, 0, 2 + 2), [1, 1, 1, 1], [0, 1, 1, 1]],
      [Date.UTC(year, 0, 2 + 30), [0, 1, 1, 1], [0, 0, 1, 1]],
      [Date.UTC(year, 1, 1 + 396), [0, 0, 1, 1], [0, 0, 0, 1]],
      [Date.UTC(year + 1, 0, 1 + 1_827), [0, 0, 0, 1], [0, 0, 0, 0]],
    ] as const) {
      await turnPartitions(database.pool, new Date(goesAt - 1_000));
      expect(await left()).toEqual(before);
      await turnPartitions(database.pool, new Date(goesAt));
      expect(await left()).toEqual(after);
    }
  });
});
