// The start script from outside: up, killed, up again, stopped. Slow and wants the machine for itself, so it is no
// `.test.mjs`; `npm test` runs it on a rung of its own.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../prisma/embedded/free-port.mjs';
import { at } from '../project.mjs';
import { hasConsole } from './parts.mjs';
import { descendants, isAlive } from './process-tree.mjs';

const FIRST_START_WITHIN_MS = 180_000;
const SECOND_START_WITHIN_MS = 10_000;
const GONE_WITHIN_MS = 10_000;
/** Below the time after which the start script ends by force whatever has not ended. */
const STOPPED_WITHIN_MS = 4_000;

const data = mkdtempSync(join(tmpdir(), 'ntm-lifetime-'));
const first = 20_000 + (process.pid % 5000);
const ports = {
  NTM_CONSOLE_PORT: await freePort(first),
  NTM_SIGNALLING_PORT: first + 1000,
  NTM_MQTT_PORT: await freePort(first + 2000),
  NTM_MQTTS_PORT: await freePort(first + 4000),
};
let running;

after(async () => {
  if (running !== undefined && isAlive(running.pid)) {
    running.kill('SIGTERM');
    await once(running, 'exit');
  }
  rmSync(data, { recursive: true, force: true });
});

function environment() {
  const { DATABASE_URL, MQTT_URL, NTM_CONSOLE_URL, NEXTAUTH_URL, ...rest } = process.env;
  const texts = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)]));
  return { ...rest, ...texts, NTM_DATA_DIR: data };
}

/** Starts everything and waits until it says that it runs. */
async function start(withinMs) {
  const begun = performance.now();
  running = spawn(process.execPath, [at('scripts', 'start.mjs')], {
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const collect = (chunk) => {
    said += chunk;
  };
  running.stdout.on('data', collect);
  running.stderr.on('data', collect);
  while (!said.includes('NTMobile runs')) {
    const waited = performance.now() - begun;
    assert.equal(running.exitCode, null, said);
    assert.ok(waited < withinMs, `still not up after ${Math.round(waited)} ms:\n${said}`);
    await sleep(20);
  }
  return (performance.now() - begun) / 1000;
}

async function untilGone(pids) {
  const until = performance.now() + GONE_WITHIN_MS;
  while (pids.some(isAlive) && performance.now() < until) await sleep(20);
  assert.deepEqual(pids.filter(isAlive), []);
}

test('the first start brings everything up, and the console answers', async (context) => {
  context.diagnostic(`first start: ${(await start(FIRST_START_WITHIN_MS)).toFixed(1)} s`);
  if (!hasConsole()) return;
  const answer = await fetch(`http://127.0.0.1:${ports.NTM_CONSOLE_PORT}/`, { redirect: 'manual' });
  assert.ok(answer.status < 400, `the console answers with ${answer.status}`);
});

test('nothing outlives a start script that was killed', async () => {
  const pids = descendants(running.pid);
  assert.ok(pids.length > 1);
  running.kill('SIGKILL');
  await untilGone(pids);
});

test('the second start, in what the crash left behind, is quick', async (context) => {
  context.diagnostic(`second start: ${(await start(SECOND_START_WITHIN_MS)).toFixed(1)} s`);
});

test('asked to stop, it ends well and leaves nothing running, with a page open too', async () => {
  const pids = descendants(running.pid);
  const page = connect({ host: '127.0.0.1', port: ports.NTM_CONSOLE_PORT });
  await once(page, 'connect');
  page.on('error', () => {});
  // As an answer that never ends, a body that never comes keeps its connection busy.
  page.write(
    'POST /api/auth/signout HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nContent-Length: 9\r\n\r\n',
  );
  await sleep(1000);
  assert.equal(page.bytesRead, 0, 'the console has answered already');
  assert.ok(page.readyState === 'open', 'the console has hung up already');
  const begun = performance.now();
  running.kill('SIGTERM');
  const [code] = await once(running, 'exit');
  assert.equal(code, 0);
  const took = performance.now() - begun;
  assert.ok(took < STOPPED_WITHIN_MS, `it took ${Math.round(took)} ms to stop`);
  await untilGone(pids);
});
