import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMissingKeys } from '../../../keys/create-missing-keys.ts';
import { idOf, insertNode } from '../../fleet-fixture.ts';
import { mosquittoMissing } from '../testing/mosquitto-process.ts';

let database: TemporaryDatabase;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ntm-mosquitto-files-'));
  await createMissingKeys(directory, 'ntm.internal', new Date());
  database = await startTemporaryDatabase();
  const prisma = createPrismaClient(database.url, { connections: 1 });
  await insertNode(prisma, idOf(1));
  await prisma.$disconnect();
});

afterAll(async () => {
  await database.stop();
  await rm(directory, { recursive: true, force: true });
});

/** Runs the command and resolves to what it said and its exit code. */
function command(
  words: readonly string[],
  environment: Record<string, string>,
): Promise<[string, number | null]> {
  const file = fileURLToPath(new URL('main.ts', import.meta.url));
  const { INIT_CWD: _, ...inherited } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...words], {
    env: { ...inherited, DATABASE_URL: database.url, NTM_DATA_DIR: directory, ...environment },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      said += text;
    });
  }
  return new Promise((resolve) => child.once('exit', (code) => resolve([said, code])));
}

it('says what it was not told', async () => {
  expect(await command([], {})).toEqual([expect.stringContaining('Say where to write'), 1]);
  const [said, code] = await command([join(directory, 'none')], { MQTT_URL: 'mqtt://127.0.0.1' });
  expect([said, code]).toEqual([expect.stringContaining('Set MQTT_URL with the name and password'), 1]);
});

it.skipIf(mosquittoMissing)(
  'writes files for their owner only, with the credentials of the nodes',
  async () => {
    const target = join(directory, 'mosquitto');
    const MQTT_URL = 'mqtt://dc:p%40ss@127.0.0.1:1883';
    const [said, code] = await command([target, userInfo().username], { MQTT_URL });
    expect([said, code]).toEqual([expect.stringContaining('mosquitto -c'), 0]);
    const names = (await readdir(target)).sort();
    expect(names).toEqual([
      'access.acl',
      'broker.cert.pem',
      'broker.key.pem',
      'dynamic-security.json',
      'mosquitto.conf',
    ]);
    for (const name of names) expect((await stat(join(target, name))).mode & 0o777).toBe(0o600);
    const state = await readFile(join(target, 'dynamic-security.json'), 'utf8');
    const users = (JSON.parse(state) as { clients: { username: string }[] }).clients.map(
      ({ username }) => username,
    );
    expect(users).toEqual(['dc', idOf(1)]);
    expect(state).not.toContain('p@ss');
  },
);
