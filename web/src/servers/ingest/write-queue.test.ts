import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { CuttableProxy } from '../signalling/testing/cuttable-proxy.ts';
import { QUEUE_LIMIT, WriteQueue } from './write-queue.ts';

let database: TemporaryDatabase;
let pool: Pool;
let dropped: string[];
let unavailable: number;

beforeAll(async () => {
  database = await startTemporaryDatabase({ migrated: false });
  pool = new Pool({ connectionString: database.url, max: 2 }).on('error', () => {});
  await pool.query('CREATE TABLE items (value int PRIMARY KEY CHECK (value <> 13))');
});
afterAll(async () => {
  await pool.end();
  await database.stop();
});
beforeEach(async () => {
  await pool.query('TRUNCATE items');
  dropped = [];
  unavailable = 0;
});

function queue(before: () => void = () => {}): WriteQueue<number, void> {
  return new WriteQueue(pool, {
    write: async (client, items) => {
      await client.query('INSERT INTO items SELECT unnest($1::int[])', [items]);
      before();
    },
    onCommitted: () => {},
    onDropped: (reason) => dropped.push(reason),
    onUnavailable: () => unavailable++,
  });
}

const stored = async () =>
  (await pool.query('SELECT value FROM items ORDER BY value')).rows.map((row) => row.value);

describe('write queue', () => {
  it('drops one bad item and keeps the others', async () => {
    const items = queue();
    for (let value = 0; value < 20; value++) items.add(value);
    await items.stop();
    expect(await stored()).toEqual([...Array(20).keys()].filter((value) => value !== 13));
    expect(dropped).toEqual(['refused_by_database']);
  });

  it('writes again what a failed transaction held', async () => {
    let failures = 1;
    const items = queue(() => {
      if (failures-- > 0) throw Object.assign(new Error('gone'), { code: '57P01' });
    });
    items.add(1);
    items.add(2);
    while (unavailable === 0) await new Promise(setImmediate);
    await items.stop();
    expect(await stored()).toEqual([1, 2]);
    expect(dropped).toEqual([]);
  });

  it('outlives a connection that is lost within a transaction', async () => {
    const url = new URL(database.url);
    const proxy = new CuttableProxy({ host: url.hostname, port: Number(url.port) });
    await proxy.mend();
    url.port = String(proxy.port);
    const cutPool = new Pool({ connectionString: url.href, max: 1 }).on('error', () => {});
    let cuts = 1;
    const items = new WriteQueue<number, void>(cutPool, {
      write: async (client, values) => {
        await client.query('INSERT INTO items SELECT unnest($1::int[])', [values]);
        if (cuts-- <= 0) return;
        const lost = new Promise((resolve) => client.once('end', resolve));
        await proxy.cut();
        await lost;
        await proxy.mend();
      },
      onCommitted: () => {},
      onDropped: (reason) => dropped.push(reason),
      onUnavailable: () => unavailable++,
    });
    items.add(1);
    await vi.waitFor(async () => expect(await stored()).toEqual([1]), 10_000);
    expect(unavailable).toBe(1);
    await items.stop();
    await cutPool.end();
    await proxy.cut();
  });

  it('is bounded', async () => {
    const items = queue();
    for (let value = 100; value < 100 + QUEUE_LIMIT + 2; value++) items.add(value);
    await items.stop();
    expect(dropped).toEqual(['queue_full', 'queue_full']);
  });
});
