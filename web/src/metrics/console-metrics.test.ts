import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { createPrismaClient } from '@ntmobile/prisma';
import parsePrometheus from 'parse-prometheus-text-format';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ConsoleMetrics, consoleMetrics } from './console-metrics.ts';
import { countRequests } from './count-requests.ts';

let server: Server;
let port: number;

beforeAll(async () => {
  countRequests();
  server = createServer((request, response) => {
    if (request.url?.startsWith('/nodes')) response.end('fine');
    else if (request.url?.startsWith('/api/trpc')) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(': here\n\n');
    } else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as { port: number }).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const families = async () => parsePrometheus(await consoleMetrics().registry.metrics());
const family = async (name: string) => (await families()).find((one) => one.name === name)?.metrics ?? [];
const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`).then((answer) => answer.text());

describe('metrics of the console', () => {
  it('count requests by route and status, and how long they took', async () => {
    await ask('/nodes/one');
    await ask('/nodes/other');
    await ask('/nowhere');
    await vi.waitFor(async () =>
      expect(await family('ntm_console_requests_total')).toEqual([
        { labels: { route: '/nodes/[id]', status: '200' }, value: '2' },
        { labels: { route: 'other', status: '404' }, value: '1' },
      ]),
    );
    const durations = (
      await consoleMetrics().registry.getSingleMetricAsString('ntm_console_request_seconds')
    ).split('\n');
    expect(durations).toContain('ntm_console_request_seconds_count{route="/nodes/[id]"} 2');
    expect(durations).toContain('ntm_console_request_seconds_bucket{le="10",route="/nodes/[id]"} 2');
  });

  it('count a stream when it ends, and not its length', async () => {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    socket.write('GET /api/trpc/nodes.watch HTTP/1.1\r\nhost: x\r\n\r\n');
    await once(socket, 'data');
    socket.destroy();
    await vi.waitFor(async () =>
      expect(await family('ntm_console_requests_total')).toContainEqual({
        labels: { route: '/api/trpc/[trpc]', status: '0' },
        value: '1',
      }),
    );
    const durations = await consoleMetrics().registry.getSingleMetricAsString('ntm_console_request_seconds');
    expect(durations).not.toContain('trpc');
  });

  it('are told without the people who are signed in when the database is away', async () => {
    const prisma = createPrismaClient('postgresql://x:planted-password@127.0.0.1:1/x');
    const failures: string[] = [];
    const metrics = new ConsoleMetrics();
    metrics.describe({
      prisma,
      streams: () => 3,
      enrolments: () => ({ admitted: 2, keyExhausted: 5 }),
      onFailed: ({ message }) => failures.push(message),
    });
    const text = await metrics.registry.metrics();
    expect(text).toMatch(/^ntm_database_up 0$/m);
    expect(text).toMatch(/^ntm_console_event_streams 3$/m);
    expect(text).toMatch(/^ntm_console_enrolments_total\{answer="admitted"\} 2$/m);
    expect(text).toMatch(/^ntm_console_enrolments_total\{answer="keyExhausted"\} 5$/m);
    expect(text).not.toMatch(/^ntm_console_sessions /m);
    expect(failures).toHaveLength(1);
    expect(failures[0]).not.toContain('planted-password');
    await prisma.$disconnect();
  });

  it('have no more series however many addresses somebody tries', async () => {
    const before = (await families()).reduce((sum, { metrics }) => sum + metrics.length, 0);
    await Promise.all(Array.from({ length: 300 }, (_, index) => ask(`/probe-${index}?x=${index}`)));
    await vi.waitFor(async () =>
      expect(await family('ntm_console_requests_total')).toContainEqual({
        labels: { route: 'other', status: '404' },
        value: '301',
      }),
    );
    const after = (await families()).reduce((sum, { metrics }) => sum + metrics.length, 0);
    expect(after - before).toBeLessThanOrEqual(1);
  });
});
