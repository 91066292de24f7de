import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { postgresBinaries } from './binaries.mjs';
import { freePort } from './free-port.mjs';
import { untilReleased } from './predecessor.mjs';
import { unprivilegedPrefix } from './unprivileged.mjs';

const USER = 'ntmobile';
const READY_WITHIN_MS = 20_000;
const STOP_WITHIN_MS = 10_000;

/**
 * Starts PostgreSQL on loopback with its files in `directory`, made on first use.
 * @param {{ directory: string, firstPort?: number, durable?: boolean, binaries?: string }} options
 *   `durable: false` trades safety for speed, for tests; `binaries` is the folder of another PostgreSQL's programs
 * @returns {Promise<import('./index.d.mts').EmbeddedPostgres>}
 */
export async function startEmbeddedPostgres({
  directory,
  firstPort = 15_432,
  durable = true,
  binaries = postgresBinaries(),
}) {
  const prefix = unprivilegedPrefix();
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const password = ensurePassword(directory);
  const data = join(directory, 'data');
  if (!existsSync(join(data, 'PG_VERSION'))) initialise({ binaries, prefix, directory, data });
  await untilReleased(data, STOP_WITHIN_MS);
  const port = await freePort(firstPort);
  const child = launch({ binaries, prefix, directory, data, port, durable });
  await untilReady({ child, data, directory });
  return {
    port,
    url: `postgresql://${USER}:${password}@127.0.0.1:${port}/postgres`,
    pid: child.pid,
    exited: new Promise((resolve) => child.once('exit', resolve)),
    stop: () => stop(child),
  };
}

/** @param {string} directory */
function ensurePassword(directory) {
  const file = join(directory, 'password');
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

function initialise({ binaries, prefix, directory, data }) {
  // Half a data folder is left only by a first start that was cut off; initdb refuses to go on in it.
  rmSync(data, { recursive: true, force: true });
  const words = [
    ...prefix,
    join(binaries, 'initdb'),
    ...['--pgdata', data, '--username', USER, '--pwfile', join(directory, 'password')],
    ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C', '--no-sync'],
  ];
  const result = spawnSync(words[0], words.slice(1), { encoding: 'utf8' });
  if (result.status === 0) return;
  rmSync(data, { recursive: true, force: true });
  throw new Error(
    `The database could not be made in ${data}: ${(result.stderr || String(result.error)).trim()}`,
  );
}

function launch({ binaries, prefix, directory, data, port, durable }) {
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=100',
    'shared_buffers=64MB',
    'timezone=UTC',
    ...(durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ];
  const words = [
    ...prefix,
    ...[join(binaries, 'postgres'), '-D', data, '-p', String(port)],
    ...settings.flatMap((setting) => ['-c', setting]),
  ];
  const log = openSync(join(directory, 'postgres.log'), 'a', 0o600);
  try {
    // Detached: Ctrl-C then reaches the start script only, which stops the database after everything else.
    return spawn(words[0], words.slice(1), { stdio: ['ignore', log, log], detached: true });
  } finally {
    closeSync(log);
  }
}

async function untilReady({ child, data, directory }) {
  const until = performance.now() + READY_WITHIN_MS;
  while (performance.now() < until) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(whyNot(directory));
    if (isReady(data, child.pid)) return;
    await sleep(20);
  }
  child.kill('SIGQUIT');
  throw new Error(whyNot(directory));
}

/** The lock file's first line is the server's process, its eighth says how far it is. */
function isReady(data, pid) {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
  } catch {
    return false;
  }
}

function whyNot(directory) {
  const file = join(directory, 'postgres.log');
  const last = readFileSync(file, 'utf8').trim().split('\n').slice(-3).join('\n  ');
  const inUse = last.includes('"postmaster.pid" already exists')
    ? '\nAnother program runs on this data: stop it, or start with a data directory of its own (NTM_DATA_DIR).'
    : '';
  return `The database did not start (${file}):\n  ${last}${inUse}`;
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  const forced = setTimeout(() => child.kill('SIGQUIT'), STOP_WITHIN_MS);
  await exited;
  clearTimeout(forced);
}
