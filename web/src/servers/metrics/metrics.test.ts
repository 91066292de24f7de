import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import parsePrometheus from 'parse-prometheus-text-format';
import { Pool } from 'pg';
import { Counter, Registry } from 'prom-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Counters } from '../../dc/counters.ts';
import { createMissingKeys } from '../../keys/create-missing-keys.ts';
import { loadMetricsToken } from '../../keys/load-keys.ts';
import { addFleetMetrics, type FleetSources } from './fleet-metrics.ts';
import { MetricsServer } from './metrics-server.ts';
import { addSignallingMetrics } from './signalling-metrics.ts';
import { startMetrics } from './start-metrics.ts';

const TOKEN = 'token-of-this-test-not-used-elsewhere';
const NODE = 'a'.repeat(26);
/** Each of another value, so that a mix-up shows. */
const COUNTS = Object.fromEntries(
  [
    'nodes',
    'leases',
    'sessions',
    'directions',
    'nodesWithPathsRead',
    ...Object.keys(new Counters().all()),
    'somethingNew',
  ].map((name, index) => [name, index + 1]),
);

let database: TemporaryDatabase;
let pool: Pool;
let registry: Registry;
let server: MetricsServer;
let port: number;

beforeAll(async () => {
  database = await startTemporaryDatabase();
  pool = new Pool({ connectionString: database.url, max: 2 }).on('error', () => {});
  await pool.query(`INSERT INTO nodes (id, name, last_name, static_key) VALUES ($1, 'n', 'n', sha256('n'))`, [
    NODE,
  ]);
  await pool.query(
    `INSERT INTO node_config_states (node_id, desired_revision, reported_revision, status) VALUES ($1, 3, 3, 'rolled_back')`,
    [NODE],
  );
});
afterAll(async () => {
  await pool.end();
  await database.stop();
});
beforeEach(async () => {
  registry = registryOf({ pool, onUnavailable: () => {} });
  server = new MetricsServer({ address: '127.0.0.1', port: 0, token: TOKEN, registry, onFailed: () => {} });
  port = await server.start();
  return () => server.stop();
});

function registryOf(database: Pick<FleetSources, 'pool' | 'onUnavailable'>): Registry {
  const made = new Registry();
  addSignallingMetrics(made, () => COUNTS);
  addFleetMetrics(made, {
    ...database,
    broker: { counts: () => ({ connections: 7, refused: { throttled: 3 }, dropped: undefined }) },
    ingest: {
      rows: { telemetry_samples: 50, node_events: 4 },
      waiting: 6,
      lagMs: () => 1_500,
    },
    relays: {
      states: () => ({ answers: 2, refuses: 0, silent: 1 }),
      refused: { foreign_source: 8, foreign_transaction: 0, malformed: 0 },
    },
    connected: () => true,
    batches: () => ({ committed: 5, over_rate: 9 }),
  });
  return made;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let body = '';
      response.on('data', (text) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode as number, body }));
    });
    asked.on('error', reject).end();
  });
}

const bearer = { authorization: `Bearer ${TOKEN}` };
async function scraped() {
  const { status, body } = await ask('/metrics', bearer);
  expect(status).toBe(200);
  return { body, values: valuesOf(body) };
}

function valuesOf(body: string): Map<string, number> {
  const values = new Map<string, number>();
  for (const { name, metrics } of parsePrometheus(body))
    for (const { labels, value } of metrics)
      values.set(`${name}${labels ? JSON.stringify(labels) : ''}`, Number(value));
  return values;
}

describe('metrics of the coordinator', () => {
  it('tell each count of signalling once, as a parser of Prometheus reads them', async () => {
    const { values } = await scraped();
    expect(values.get('ntm_coordinator_leases')).toBe(COUNTS.leases);
    expect(values.get('ntm_coordinator_registrations_total')).toBe(COUNTS.registrations);
    expect(values.get('ntm_coordinator_directions_total{"result":"denied"}')).toBe(COUNTS.directionsDenied);
    expect(values.get('ntm_coordinator_refused_total{"reason":"bad_mac1"}')).toBe(COUNTS.droppedBadMac1);
    expect(values.get('ntm_coordinator_events_total{"event":"something_new"}')).toBe(COUNTS.somethingNew);
    const told = [...values].flatMap(([name, value]) => (name.startsWith('ntm_coordinator_') ? [value] : []));
    expect(told.sort((a, b) => a - b)).toEqual(Object.values(COUNTS).sort((a, b) => a - b));
  });

  it('tell of broker, ingest and rollout, the same at each scrape', async () => {
    await scraped();
    const { values } = await scraped();
    expect(Object.fromEntries(values)).toMatchObject({
      ntm_broker_up: 1,
      ntm_broker_connections: 7,
      'ntm_broker_refused_total{"reason":"throttled"}': 3,
      'ntm_ingest_batches_total{"outcome":"committed"}': 5,
      'ntm_ingest_batches_total{"outcome":"over_rate"}': 9,
      'ntm_ingest_rows_total{"table":"telemetry_samples"}': 50,
      ntm_ingest_waiting_batches: 6,
      ntm_ingest_lag_seconds: 1.5,
      'ntm_rollout_nodes{"state":"rolled_back"}': 1,
      ntm_outbox_waiting_messages: 0,
      'ntm_relay_endpoints{"state":"answers"}': 2,
      'ntm_relay_endpoints{"state":"silent"}': 1,
      'ntm_relay_answers_refused_total{"reason":"foreign_source"}': 8,
      ntm_database_up: 1,
    });
    // What is not known is not told as nought.
    expect([...values.keys()].filter((name) => name.startsWith('ntm_broker_dropped'))).toEqual([]);
  });

  it('name no node, whatever there is', async () => {
    const { body } = await scraped();
    expect(body).not.toContain(NODE);
    expect(body).not.toMatch(/[a-z2-7]{26}/);
  });

  it.each([
    ['without a token', {}],
    ['with another', { authorization: 'Bearer another-token-of-the-same-length-xx' }],
    ['with a prefix', { authorization: bearer.authorization.slice(0, -1) }],
    ['with it as a password', { authorization: `Basic ${Buffer.from(`x:${TOKEN}`).toString('base64')}` }],
    ['with it in a cookie', { cookie: `token=${TOKEN}` }],
    ['as somebody on this machine', { 'x-forwarded-for': '127.0.0.1', host: 'localhost' }],
  ])('are refused to whoever asks %s, on every path alike and without a byte', async (_, headers) => {
    for (const path of ['/metrics', `/metrics?token=${TOKEN}`, '/', '//metrics', '/%2e%2e/metrics'])
      expect(await ask(path, headers as Record<string, string>)).toEqual({ status: 401, body: '' });
    for (const method of ['POST', 'HEAD', 'OPTIONS'])
      expect(await ask('/metrics', headers as Record<string, string>, method)).toEqual({
        status: 401,
        body: '',
      });
  });

  it('are one path and one method for whoever has it', async () => {
    for (const path of ['/', '/metrics/', '/metrics?x', '//metrics'])
      expect((await ask(path, bearer)).status).toBe(404);
    expect((await ask('/metrics', bearer, 'POST')).status).toBe(405);
  });

  it('are still served beside somebody who sends garbage, endless heads and half requests', async () => {
    const hostile = Array.from({ length: 10 }, (_, index) => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      socket.write(
        [
          'GET /metrics HTTP/1.1\r\nx: ',
          `GET / HTTP/1.1\r\nx: ${'x'.repeat(100_000)}`,
          Buffer.alloc(65_536, index),
        ][index % 3] as string,
      );
      return socket;
    });
    expect((await scraped()).values.size).toBeGreaterThan(40);
    for (const socket of hostile) socket.destroy();
  });

  it('tell the rest when the database is away, and that it is', async () => {
    const gone = new Pool({ connectionString: 'postgresql://x:planted-password@127.0.0.1:1/x' });
    const unanswered: string[] = [];
    const values = valuesOf(
      await registryOf({ pool: gone, onUnavailable: ({ message }) => unanswered.push(message) }).metrics(),
    );
    expect(values.get('ntm_database_up')).toBe(0);
    expect([...values.keys()].filter((name) => /rollout|outbox/.test(name))).toEqual([]);
    expect(values.get('ntm_coordinator_leases')).toBe(COUNTS.leases);
    expect(values.get('ntm_broker_connections')).toBe(7);
    expect(unanswered).toHaveLength(1);
    expect(unanswered[0]).not.toContain('planted-password');
    await gone.end();
  });

  it('tell the rest within 3 s when the database accepts and is silent', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket.on('error', () => {}).resume()));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port: at } = silent.address() as { port: number };
    const waiting = new Pool({
      connectionString: `postgresql://x@127.0.0.1:${at}/x`,
      connectionTimeoutMillis: 5_000,
    });
    const started = performance.now();
    const values = valuesOf(await registryOf({ pool: waiting, onUnavailable: () => {} }).metrics());
    expect(performance.now() - started).toBeLessThan(3_000);
    expect([values.get('ntm_database_up'), values.get('ntm_coordinator_leases')]).toEqual([0, COUNTS.leases]);
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => silent.close(resolve));
    await waiting.end();
  });
});

it('a metric that cannot be read is answered by 503 and not a byte of why', async () => {
  const broken = new Registry();
  const collect = () => {
    throw new Error('planted detail');
  };
  new Counter({ name: 'x_total', help: 'x', registers: [broken], collect });
  const told: string[] = [];
  const onFailed = ({ message }: Error) => told.push(message);
  const alone = new MetricsServer({
    address: '127.0.0.1',
    port: 0,
    token: TOKEN,
    registry: broken,
    onFailed,
  });
  port = await alone.start();
  expect(await ask('/metrics', bearer)).toEqual({ status: 503, body: '' });
  expect(told).toEqual(['planted detail']);
  await alone.stop();
});

describe('whether they are served', () => {
  let dataDirectory: string;
  beforeEach(async () => {
    dataDirectory = await mkdtemp(join(tmpdir(), 'ntm-metrics-'));
    return () => rm(dataDirectory, { recursive: true, force: true });
  });
  const servers = {
    fleet: { addMetrics: () => {} },
    signalling: { counts: () => COUNTS },
    log: { info: () => {}, warn: () => {} },
  };
  const place = { address: '127.0.0.1', port: 0, token: undefined };

  it('is for the environment to say, and takes a token', async () => {
    expect(await startMetrics({ metrics: undefined, dataDirectory }, servers)).toBeUndefined();
    await expect(startMetrics({ metrics: place, dataDirectory }, servers)).rejects.toThrow(
      /set NTM_METRICS_TOKEN/,
    );
    await createMissingKeys(dataDirectory, 'ntm.internal', new Date());
    expect(await loadMetricsToken(dataDirectory)).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const started = await startMetrics({ metrics: place, dataDirectory }, servers);
    await started?.stop();
    expect(started).toBeDefined();
  });
});
