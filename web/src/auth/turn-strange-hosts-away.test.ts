import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { consoleMetrics } from '../metrics/console-metrics.ts';
import { paceStrangers } from './pace-strangers.ts';
import { turnStrangeHostsAway } from './turn-strange-hosts-away.ts';

paceStrangers();
turnStrangeHostsAway('http://console.example:3000');

let server: Server;
let handled: string[];

beforeEach(async () => {
  handled = [];
  server = createServer((asked, response) => {
    handled.push(`${asked.method} ${asked.url}`);
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => void server.close());

async function ask(host: string, path: string, method = 'GET'): Promise<{ status?: number; words: string }> {
  const { port } = server.address() as AddressInfo;
  const origin = { origin: `http://${host}`, 'sec-fetch-site': 'same-origin' };
  const asked = request({ host: '127.0.0.1', port, path, method, headers: { host, ...origin } }).end();
  const [response] = await once(asked, 'response');
  let words = '';
  for await (const part of response.setEncoding('utf8')) words += part;
  return { status: response.statusCode, words };
}

async function turnedAway(what: string): Promise<number | undefined> {
  const metric = await consoleMetrics().registry.getSingleMetric('ntm_console_turned_away_total')?.get();
  return metric?.values.find(({ labels }) => labels.what === what)?.value;
}

it('what is sent to a name that was led here reaches no handler, the very first of a server too, and is counted', async () => {
  const before = (await turnedAway('host')) ?? 0;
  const first = await ask('evil.test:4310', '/api/trpc/setup.createFirstAdmin', 'POST');
  expect(first.status).toBe(421);
  expect(first.words).toContain('NTM_CONSOLE_URL');
  expect((await ask('evil.test:4310', '/login')).status).toBe(421);
  expect((await ask('evil.test:4310', '/_next/static/a.js')).status).toBe(421);
  expect(handled).toEqual([]);
  expect(await turnedAway('host')).toBe(before + 3);
});

it("what is sent to the console's own name, or to loopback, is handled", async () => {
  for (const host of ['console.example:3000', 'localhost', '127.0.0.1:3000']) {
    expect((await ask(host, '/login')).status, host).toBe(200);
  }
  expect(handled).toHaveLength(3);
});

it('a device enrols by an address that the console had when its key was handed out, and by that path alone', async () => {
  expect((await ask('former.example', '/api/enrol', 'POST')).status).toBe(200);
  expect((await ask('former.example', '/api/enrol')).status).toBe(421);
  expect((await ask('former.example', '/api/enrol/../trpc/nodes.list', 'POST')).status).toBe(421);
  expect(handled).toEqual(['POST /api/enrol']);
});
