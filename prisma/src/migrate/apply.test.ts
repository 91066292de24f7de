import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTemporaryDatabase, type TemporaryDatabase } from '../testing/temporary-database.ts';
import { applyMigrations } from './apply.ts';

let database: TemporaryDatabase;
let admin: pg.Client;

beforeAll(async () => {
  database = await startTemporaryDatabase({ migrated: false });
  admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
}, 60_000);

afterAll(async () => {
  await admin.end();
  await database.stop();
});

async function emptyDatabase(name: string): Promise<string> {
  await admin.query(`CREATE DATABASE "${name}"`);
  const url = new URL(database.url);
  url.pathname = `/${name}`;
  return url.href;
}

async function migrations(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ntm-migrations-'));
  for (const [name, sql] of Object.entries(files)) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, 'migration.sql'), sql);
  }
  return folder;
}

test('a second run finds nothing to do', async () => {
  const url = await emptyDatabase('twice');
  expect((await applyMigrations(url)).length).toBeGreaterThan(0);
  expect(await applyMigrations(url)).toEqual([]);
});

test('of several starters at once one applies and the others wait', async () => {
  const url = await emptyDatabase('together');
  const results = await Promise.all([applyMigrations(url), applyMigrations(url), applyMigrations(url)]);
  expect(results.filter((applied) => applied.length > 0)).toHaveLength(1);
});

test('a failed migration leaves no half of itself and is refused until repaired', async () => {
  const url = await emptyDatabase('failed');
  const folder = await migrations({ '1_bad': 'CREATE TABLE half (id int); SELECT 1 / 0;' });
  await expect(applyMigrations(url, folder)).rejects.toThrow(/1_bad failed: .*division by zero/);
  await expect(applyMigrations(url, folder)).rejects.toThrow(/did not finish/);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const found = await client.query("SELECT to_regclass('half') AS half");
  await client.end();
  expect(found.rows[0].half).toBeNull();
  await rm(folder, { recursive: true });
});

test('a migration edited after it was applied is refused', async () => {
  const url = await emptyDatabase('edited');
  const folder = await migrations({ '1_one': 'CREATE TABLE one (id int);' });
  await applyMigrations(url, folder);
  await writeFile(join(folder, '1_one', 'migration.sql'), 'CREATE TABLE other (id int);');
  await expect(applyMigrations(url, folder)).rejects.toThrow(/edited/);
  await rm(folder, { recursive: true });
});
