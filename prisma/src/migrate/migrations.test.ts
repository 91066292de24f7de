import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTemporaryDatabase, type TemporaryDatabase } from '../testing/temporary-database.ts';
import { applyMigrations } from './apply.ts';

const FIRST = '20261124000000_first';

let database: TemporaryDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await startTemporaryDatabase({ migrated: false });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
}, 60_000);

beforeEach(async () => {
  await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
});

afterAll(async () => {
  await client.end();
  await database.stop();
});

test('stamps of a database of the first schema are carried over', async () => {
  await applyFirst();
  await client.query(`
    INSERT INTO nodes (id, last_name, static_key, last_enrol_stamp)
    VALUES ('a', 'alpha', '\\x01', '\\x11'), ('b', 'beta', '\\x02', '\\x12')`);
  await client.query(`
    INSERT INTO leases (node_id, endpoint, last_stamp, expires_at)
    VALUES ('a', '192.0.2.1:5', '\\x21', now()), ('b', '192.0.2.2:5', '\\x22', now())`);
  await client.query(`INSERT INTO handshake_stamps VALUES ('\\x01', '\\x31', now())`);

  await applyMigrations(database.url);
  const stamps = (table: string) =>
    client
      .query({ text: `SELECT stamp FROM ${table} ORDER BY static_key`, rowMode: 'array' })
      .then(({ rows }) => rows.map(([stamp]) => stamp.toString('hex')));
  expect(await stamps('enrolment_stamps')).toEqual(['11', '12']);
  // The newer of the two that were kept.
  expect(await stamps('handshake_stamps')).toEqual(['31', '22']);
});

test('samples of a database without partitions stay, in one that goes when they are no longer kept', async () => {
  await applyFirst();
  await client.query(
    `INSERT INTO nodes (id, last_name, static_key, last_enrol_stamp) VALUES ('a', 'alpha', '\\x01', '\\x11')`,
  );
  await client.query(`INSERT INTO telemetry_boots (series, node_id, boot_id) VALUES (7, 'a', 'b')`);
  await client.query(`
    INSERT INTO telemetry_samples (series, sequence, at, sent_bytes, received_bytes, sent_packets, received_packets)
    SELECT 7, n, now() - n * interval '1 day', n, n, n, n FROM generate_series(0, 99) AS n`);
  await applyMigrations(database.url);
  const { rows } = await client.query(`
    SELECT tableoid::regclass::text AS place, count(*)::int, sum(sent_bytes)::int AS bytes
    FROM telemetry_samples WHERE arrived_at <= now() GROUP BY 1`);
  expect(rows).toEqual([{ place: 'telemetry_samples_before', count: 100, bytes: 4_950 }]);
  await client.query(`
    INSERT INTO telemetry_samples (series, sequence, arrived_at, at, sent_bytes, received_bytes, sent_packets, received_packets)
    VALUES (7, 100, now() + interval '2 days', now(), 1, 1, 1, 1)`);
  expect((await client.query('SELECT 1 FROM telemetry_samples_rest')).rows).toHaveLength(1);
  await client.query('DELETE FROM telemetry_boots');
  expect((await client.query('SELECT 1 FROM telemetry_samples')).rows).toEqual([]);
});

async function applyFirst(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ntm-migrations-'));
  const source = fileURLToPath(new URL(`../../migrations/${FIRST}`, import.meta.url));
  await cp(source, join(folder, FIRST), { recursive: true });
  await applyMigrations(database.url, folder);
  await rm(folder, { recursive: true });
}
