import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { idOf } from '../fleet-fixture.ts';
import { CuttableProxy } from '../signalling/testing/cuttable-proxy.ts';
import { prune } from './prune.ts';
import { RetentionKeeper } from './retention-keeper.ts';
import {
  EVENTS_OF_A_NODE,
  KEPT_OTHERWISE,
  REPORTS_OF_A_NODE,
  RETENTION_RULES,
  ROWS_AT_ONCE,
} from './rules.ts';

const NOW = new Date();
const [NODE, PEER, GONE] = [idOf(1), idOf(2), idOf(3)];
const HASH = Buffer.alloc(32);
let database: TemporaryDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await startTemporaryDatabase();
  pool = new Pool({ connectionString: database.url, max: 4 }).on('error', () => {});
});
afterAll(async () => {
  await pool.end();
  await database.stop();
});
beforeEach(async () => {
  await pool.query('TRUNCATE nodes CASCADE');
  for (const node of [NODE, PEER, GONE])
    await pool.query(
      `INSERT INTO nodes (id, name, last_name, static_key) SELECT id, id, id, sha256(convert_to(id, 'UTF8')) FROM (SELECT $1::text AS id) AS new`,
      [node],
    );
  await pool.query(`UPDATE nodes SET deleted_at = now() - interval '40 days' WHERE id = $1`, [GONE]);
});

const days = (count: number) => new Date(NOW.getTime() - count * 86_400_000);
const all = async (query: string) =>
  (await pool.query(query)).rows.map((row) => Object.values(row).join(' '));

async function addEvents(node: string, of: { count: number; at: Date; boot?: string }): Promise<void> {
  await pool.query(
    `INSERT INTO node_events (node_id, boot_id, sequence, at, kind)
     SELECT $1, $2, number, $3, 'handover' FROM generate_series(1, $4) AS number`,
    [node, of.boot ?? 'b', of.at, of.count],
  );
}

describe('what is no longer kept goes', () => {
  it('events after 90 days, in as many transactions as it takes', async () => {
    await addEvents(NODE, { count: 2 * ROWS_AT_ONCE + 7, at: days(91) });
    await addEvents(NODE, { count: 3, at: days(89), boot: 'c' });
    expect(await prune(pool, NOW)).toEqual({ node_events: 2 * ROWS_AT_ONCE + 7 });
    expect(await all('SELECT boot_id FROM node_events')).toEqual(['c', 'c', 'c']);
    expect(await prune(pool, NOW)).toEqual({});
  });

  it('and it is tried again after the connection was lost meanwhile, which ends nothing else', async () => {
    await addEvents(NODE, { count: 1, at: days(91) });
    const url = new URL(database.url);
    const proxy = new CuttableProxy({ host: url.hostname, port: Number(url.port) });
    await proxy.mend();
    url.port = String(proxy.port);
    const cutPool = new Pool({ connectionString: url.href, max: 1 }).on('error', () => {});
    const holder = await pool.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM node_events FOR UPDATE');
    const ended = expect(prune(cutPool, NOW)).rejects.toThrow('terminated');
    const waiting = `SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    await vi.waitFor(async () => expect(await all(waiting)).toEqual(['1']), 2_000);
    await proxy.cut();
    await ended;
    await holder.query('ROLLBACK');
    holder.release();
    // The server hears of the cut only when it answers, and gives the lock back then.
    await vi.waitFor(async () => {
      await prune(pool, NOW);
      expect(await all('SELECT 1 FROM node_events')).toEqual([]);
    }, 5_000);
    await cutPool.end();
  });

  it('what one node reports beyond its share, the oldest first, and nothing of others', async () => {
    const surplus = ROWS_AT_ONCE + 250;
    await addEvents(NODE, { count: EVENTS_OF_A_NODE + surplus, at: days(1) });
    await addEvents(PEER, { count: 100, at: days(1) });
    await pool.query(
      `INSERT INTO config_reports (node_id, revision, hash, status, boot_id)
       SELECT $1, number, $2, 'applied', 'b' FROM generate_series(1, $3) AS number`,
      [NODE, HASH, REPORTS_OF_A_NODE + 5],
    );
    expect(await prune(pool, NOW)).toEqual({ node_events: surplus, config_reports: 5 });
    expect(
      await all('SELECT node_id, min(sequence), count(*) FROM node_events GROUP BY 1 ORDER BY 1'),
    ).toEqual([`${NODE} ${surplus + 1} ${EVENTS_OF_A_NODE}`, `${PEER} 1 100`]);
    expect(await all('SELECT min(revision) FROM config_reports')).toEqual(['6']);
  });

  it('old revisions, but for the newest of a node and the one it reported', async () => {
    for (let revision = 1; revision <= 40; revision++)
      await pool.query(
        `INSERT INTO config_revisions (node_id, revision, sections, hash, envelope, issued_at, expires_at, created_at)
         VALUES ($1, $2, '{}', $3, '', $4, $4, $4)`,
        [NODE, revision, HASH, revision <= 30 ? days(200) : days(10)],
      );
    await pool.query(
      `INSERT INTO node_config_states (node_id, desired_revision, reported_revision) VALUES ($1, 40, 5)`,
      [NODE],
    );
    expect(await prune(pool, NOW)).toEqual({ config_revisions: 19 });
    expect(await all('SELECT revision FROM config_revisions ORDER BY 1')).toEqual([
      '5',
      ...Array.from({ length: 20 }, (_, index) => `${21 + index}`),
    ]);
  });

  it('old runs without samples, but for the newest of a node', async () => {
    const add = (boot: string, at: Date) =>
      pool.query(
        `INSERT INTO telemetry_boots (node_id, boot_id, started_at, last_sample_at) VALUES ($1, $2, $3, $3) RETURNING series`,
        [NODE, boot, at],
      );
    await add('old', days(300));
    const { rows } = await add('old with samples', days(300));
    await pool.query(
      `INSERT INTO telemetry_samples (series, sequence, at, sent_bytes, received_bytes, sent_packets, received_packets)
       VALUES ($1, 0, $2, 0, 0, 0, 0)`,
      [rows[0].series, days(300)],
    );
    await add('recent', days(100));
    await add('newest', days(300));
    expect(await prune(pool, NOW)).toEqual({ telemetry_boots: 1 });
    expect(await all('SELECT boot_id FROM telemetry_boots ORDER BY series')).toEqual([
      'old with samples',
      'recent',
      'newest',
    ]);
  });

  it('closed tunnels and paths of deleted nodes, and never the path of two that are there', async () => {
    const tunnel = (node: string, peer: string, state: string, at: Date) =>
      pool.query(`INSERT INTO tunnels (node_id, peer_id, state, since, at) VALUES ($1, $2, $3, $4, $4)`, [
        node,
        peer,
        state,
        at,
      ]);
    await tunnel(NODE, PEER, 'established', days(300));
    await tunnel(PEER, NODE, 'closed', days(31));
    await tunnel(NODE, GONE, 'established', days(1));
    await pool.query(
      `INSERT INTO paths (id, low_node_id, high_node_id, created_at) VALUES ('p', $1, $2, $4), ('q', $1, $3, $4)`,
      [NODE, PEER, GONE, days(900)],
    );
    expect(await prune(pool, NOW)).toEqual({ tunnels: 2, paths: 1 });
    expect(await all('SELECT peer_id, state FROM tunnels')).toEqual([`${PEER} established`]);
    expect(await all('SELECT id FROM paths')).toEqual(['p']);
  });
});

describe('pruning', () => {
  it('is done by one of several, and the same by all of them', async () => {
    await addEvents(NODE, { count: 12_000, at: days(91) });
    const pruned = await Promise.all([prune(pool, NOW), prune(pool, NOW), prune(pool, NOW)]);
    expect(pruned.reduce((sum, { node_events = 0 }) => sum + node_events, 0)).toBe(12_000);
  });

  it('ends between two transactions when it is told to, and goes on the next time', async () => {
    await addEvents(NODE, { count: 3 * ROWS_AT_ONCE, at: days(91) });
    const ended = new AbortController();
    ended.abort();
    expect(await prune(pool, NOW, ended.signal)).toEqual({});
    expect(await prune(pool, NOW)).toEqual({ node_events: 3 * ROWS_AT_ONCE });
  });

  it('lets a writer finish that holds a row, and does the rest the next time', async () => {
    await addEvents(NODE, { count: 2, at: days(91) });
    const writer = await pool.connect();
    await writer.query('BEGIN');
    await writer.query('SELECT 1 FROM node_events FOR UPDATE');
    await expect(prune(pool, NOW)).rejects.toThrow('lock timeout');
    await writer.query('COMMIT');
    writer.release();
    expect(await prune(pool, NOW)).toEqual({ node_events: 2 });
  });

  it('keeps no connection that did not answer whether it gave the lock back', async () => {
    const mute = new Pool({ connectionString: database.url, max: 1 }).on('error', () => {});
    mute.once('connect', (client) => {
      const query = client.query.bind(client) as (...of: unknown[]) => unknown;
      vi.spyOn(client, 'query').mockImplementation((...of: unknown[]) =>
        String(of[0]).includes('pg_advisory_unlock')
          ? Promise.reject(new Error('Query read timeout'))
          : query(...of),
      );
    });
    await expect(prune(mute, NOW)).rejects.toThrow('Query read timeout');
    await addEvents(NODE, { count: 2, at: days(91) });
    // The server gives the lock back when it hears that the connection ended.
    await vi.waitFor(async () => expect(await prune(pool, NOW)).toEqual({ node_events: 2 }), 5_000);
    await mute.end();
  });

  it('begins by itself, says what went, and ends with the servers', async () => {
    await addEvents(NODE, { count: 4, at: days(91) });
    const [onPruned, onUnavailable] = [vi.fn(), vi.fn()];
    const keeper = new RetentionKeeper({ pool, firstAfterMs: 1, onPruned, onUnavailable });
    keeper.start();
    await vi.waitFor(() => expect(onPruned).toHaveBeenCalledWith({ node_events: 4 }), { timeout: 10_000 });
    await keeper.stop();
    expect(onUnavailable).not.toHaveBeenCalled();
  });

  it('has a rule, or a reason for none, for every table that there is', async () => {
    const tables = await all(
      `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
         AND NOT relispartition ORDER BY 1`,
    );
    const known = [...RETENTION_RULES.map(({ table }) => table), ...Object.keys(KEPT_OTHERWISE)];
    expect(known.sort()).toEqual(tables.sort());
  });
});
