/**
 * Runs a command against an ordinary PostgreSQL server: the one of NTM_TEST_DATABASE_URL, or Debian's, started in a
 * temporary folder for as long as the command runs. `node prisma/embedded/with-server.mjs npx vitest run`. Its exit
 * code is that of the command.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from './index.mjs';
import { installedPostgres } from './installed-postgres.mjs';

const [program, ...words] = process.argv.slice(2);
const binaries = installedPostgres();
if (program === undefined) fail('Say what to run: node prisma/embedded/with-server.mjs npx vitest run');
if (process.env.NTM_TEST_DATABASE_URL) process.exit(await run(process.env.NTM_TEST_DATABASE_URL));
if (binaries === undefined)
  fail('No PostgreSQL server is installed here. Install postgresql, or set NTM_TEST_DATABASE_URL.');
const directory = mkdtempSync(join(tmpdir(), 'ntm-server-'));
// Several may be started at once, and a port that was free is not kept: each looks from elsewhere on.
const firstPort = 24_000 + (process.pid % 4_000);
const server = await startEmbeddedPostgres({ directory, firstPort, durable: false, binaries });
const code = await run(server.url);
await server.stop();
rmSync(directory, { recursive: true, force: true });
process.exit(code);

/** @param {string} url */
function run(url) {
  const child = spawn(program, words, {
    stdio: 'inherit',
    env: { ...process.env, NTM_TEST_DATABASE_URL: url },
  });
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

/** @param {string} sentence */
function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
