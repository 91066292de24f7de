import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { consoleMetrics } from '../metrics/console-metrics.ts';
import { knownSessions } from './known-sessions.ts';
import { paceStrangers } from './pace-strangers.ts';
import { stampSources } from './source-stamp.ts';
import { turnSignInsAway } from './turn-away.ts';

stampSources();
turnSignInsAway();
paceStrangers();

let server: Server;
let handled = 0;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  handled = 0;
  server = createServer((_, response) => {
    handled++;
    response.end();
  }).listen(0, '0.0.0.0');
  await once(server, 'listening');
});
afterEach(() => {
  vi.useRealTimers();
  server.close();
});

interface Asked {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly host?: string;
}

async function ask(from: string | undefined, of: Asked = {}): Promise<IncomingMessage & { words: string }> {
  const { path = '/login', method = 'GET', headers = {}, host = '127.0.0.1' } = of;
  const { port } = server.address() as AddressInfo;
  const stamped = { ...headers, ...(from !== undefined && { 'x-forwarded-for': from }) };
  const asked = request({ host, port, path, method, headers: stamped }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  let words = '';
  for await (const part of response.setEncoding('utf8')) words += part;
  return Object.assign(response, { words });
}

/** How many of so many requests are answered by the console itself. */
async function answered(times: number, from: string | undefined, of: Asked = {}): Promise<number> {
  const before = handled;
  for (let each = 0; each < times; each++) await ask(from, of);
  return handled - before;
}

async function turnedAway(): Promise<number | undefined> {
  const metric = await consoleMetrics().registry.getSingleMetric('ntm_console_turned_away_total')?.get();
  return metric?.values.find(({ labels }) => labels.what === 'stranger')?.value;
}

it('300 requests of a source without a session are answered within 10 s, and the next are told when to come', async () => {
  const before = (await turnedAway()) ?? 0;
  expect(await answered(320, '192.0.2.1')).toBe(300);
  expect((await turnedAway()) ?? 0).toBe(before + 20);
  vi.advanceTimersByTime(4_000);
  const refused = await ask('192.0.2.1');
  expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '6']);
  expect(refused.words).toMatch(/^Too many requests came from your address without a sign-in\. Wait 6 s/);
  expect(await answered(1, '192.0.2.2')).toBe(1);
  vi.advanceTimersByTime(6_000);
  expect(await answered(1, '192.0.2.1')).toBe(1);
});

it('somebody whose session was found is not held up, and is once it ended', async () => {
  const headers = { cookie: 'theme=dark; ntm.session=found; other=1' };
  knownSessions().looked('found', true);
  expect(await answered(310, '192.0.2.3')).toBe(300);
  expect(await answered(310, '192.0.2.3', { headers })).toBe(310);
  knownSessions().looked('found', false);
  expect((await ask('192.0.2.3', { headers })).statusCode).toBe(429);
});

it('a cookie that somebody made up is no session', async () => {
  for (const cookie of ['ntm.session=invented', '__Host-ntm.session=', 'ntm.session', ';;=', '']) {
    await answered(60, '192.0.2.4', { headers: { cookie } });
  }
  expect((await ask('192.0.2.4', { headers: { cookie: 'ntm.session=another' } })).statusCode).toBe(429);
});

it('files of the build and enrolments are not counted, and what only looks like them is', async () => {
  expect(await answered(310, '192.0.2.5', { path: '/_next/static/chunks/a-b_c.~1.js?v=1' })).toBe(310);
  expect(await answered(310, '192.0.2.5', { path: '/api/enrol', method: 'POST' })).toBe(310);
  const spellings = [
    '/_next/static/../../login',
    '/_next/static/%2e%2e/%2e%2e/login',
    '/_next/static/..%2f..%2flogin',
    '/_next/static/..\\..\\login',
    '/x/_next/static/a.js',
    '/_next/image?url=/_next/static/a.png&w=64&q=75',
    '/api/enrol',
  ];
  for (const path of spellings) await answered(50, '192.0.2.5', { path });
  for (const path of spellings) expect((await ask('192.0.2.5', { path })).statusCode, path).toBe(429);
  const posted = { path: '/_next/static/a.js', method: 'POST' };
  expect((await ask('192.0.2.5', posted)).statusCode).toBe(429);
});

it('programs of this machine are not counted, by whichever of its addresses they come', async () => {
  expect(await answered(310, undefined)).toBe(310);
  const own = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal);
  if (own === undefined) return;
  expect(await answered(310, undefined, { host: own.address })).toBe(310);
});

it('a source that has no address is one', async () => {
  expect(await answered(310, 'nobody')).toBe(300);
});
