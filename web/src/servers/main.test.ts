import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { parseEnrolmentString } from '@ntmobile/shared/enrolment';
import { parseSections } from '@ntmobile/shared/fleet';
import { afterAll, afterEach, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { createMissingKeys } from '../keys/create-missing-keys.ts';
import { loadKeys } from '../keys/load-keys.ts';
import { ensureRealm } from './realm/ensure-realm.ts';
import { SignallingClient } from './signalling/testing/signalling-client.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const LOADER = import.meta.resolve('tsx');
const READY = { timeout: 40_000, interval: 20 };
/** Less than a test has, so that it is the test's words that say what did not end. */
const ENDED_WITHIN_MS = 80_000;
// Each test starts a process or two, on whatever else the machine has to do.
vi.setConfig({ testTimeout: 90_000 });

let database: TemporaryDatabase;
let prisma: PrismaClient;
let dataDirectory: string;
const running: ChildProcess[] = [];

beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 2 });
  dataDirectory = await mkdtemp(join(tmpdir(), 'ntm-coordinator-'));
  await createMissingKeys(dataDirectory, 'ntm.internal', new Date());
});
afterAll(async () => {
  await prisma.$disconnect();
  await database.stop();
  await rm(dataDirectory, { recursive: true });
});
// The next test finds none of them at its ports or in the database.
afterEach(async () => {
  const ending = running.splice(0).filter((child) => child.exitCode === null && child.signalCode === null);
  for (const child of ending) child.kill('SIGKILL');
  await Promise.all(ending.map((child) => once(child, 'close')));
});

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly [field: string]: unknown;
}

/** The process with its log. */
function run(environment: Record<string, string>): {
  child: ChildProcess;
  lines: () => Line[];
  text: () => string;
} {
  const { PATH, HOME, NODE_ENV } = process.env;
  const child = spawn(process.execPath, ['--import', LOADER, MAIN], {
    env: { PATH, HOME, NODE_ENV, DATABASE_URL: database.url, NTM_DATA_DIR: dataDirectory, ...environment },
  });
  running.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (said += chunk));
  const lines = () =>
    said
      .trim()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line);
  return { child, lines, text: () => said };
}

/** Ports below the range from which the system gives ports to others. */
async function freePorts(): Promise<Record<string, string>> {
  const ports: Record<string, string> = {};
  for (const name of ['NTM_SIGNALLING_PORT', 'NTM_MQTT_PORT', 'NTM_MQTTS_PORT']) {
    const taken = new Set(Object.values(ports));
    let port = randomInt(10_000, 15_000);
    while (taken.has(String(port)) || !(await isFree(port))) port = randomInt(10_000, 15_000);
    ports[name] = String(port);
  }
  return ports;
}

async function isFree(port: number): Promise<boolean> {
  const udp = createSocket('udp4');
  const tcp = createServer();
  try {
    udp.bind(port);
    await once(udp, 'listening');
    tcp.listen(port);
    await once(tcp, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    udp.close();
    tcp.close();
  }
}

async function ready(environment: Record<string, string>): Promise<ReturnType<typeof run>> {
  const started = run(environment);
  await vi.waitFor(() => {
    if (started.child.exitCode !== null) throw new Error(started.text());
    expect(started.lines().map(({ msg }) => msg)).toContain('coordinator ready');
  }, READY);
  return started;
}

/** The exit code of a process that ends by itself, once all that it said is here; the test fails with that otherwise. */
async function ended({ child, text }: ReturnType<typeof run>): Promise<number | null> {
  const tooLong = AbortSignal.timeout(ENDED_WITHIN_MS);
  const [code] = await once(child, 'close', { signal: tooLong }).catch(() => {
    throw new Error(`it has not ended, and said: ${text()}`);
  });
  return code;
}

/** The realm of this database, whether or not an earlier test came so far as to make it. */
async function makeRealm(): Promise<void> {
  const { realm, signing, brokerTls } = await loadKeys(dataDirectory);
  await ensureRealm(prisma, {
    domain: 'ntm.internal',
    ipv4Pool: undefined,
    enrolmentKey: realm.publicKey,
    signingKey: signing.publicKey,
    caCertificate: brokerTls.authority,
    consoleUrl: 'http://localhost:3000',
    brokerEndpoint: '127.0.0.1:8883',
    allowedTestPrefixes: [],
  });
}

async function stopped({ child }: { child: ChildProcess }): Promise<{ code: number | null; ms: number }> {
  const begun = performance.now();
  child.kill('SIGTERM');
  if (child.exitCode === null) await once(child, 'close');
  return { code: child.exitCode, ms: performance.now() - begun };
}

it('makes a realm, says when it is ready, answers nodes, and stops when asked', async () => {
  const ports = await freePorts();
  const coordinator = await ready({ ...ports, NTM_DEMO: '1' });
  const keys = await loadKeys(dataDirectory);
  const port = Number(ports.NTM_SIGNALLING_PORT);

  const realm = await prisma.realmSettings.findUniqueOrThrow({ where: { id: 1 } });
  expect(realm).toMatchObject({
    domain: 'ntm.internal',
    consoleUrl: 'http://localhost:3000',
    brokerEndpoint: `127.0.0.1:${ports.NTM_MQTTS_PORT}`,
    allowedTestPrefixes: ['127.0.0.0/8', '::1/128'],
  });
  const config = await prisma.fleetConfig.findFirstOrThrow({ where: { status: 'current' } });
  const worker = await prisma.dcWorker.findFirstOrThrow();
  expect(worker.endpoints).toEqual([`127.0.0.1:${port}`]);
  expect(parseSections(config.sections)?.dc[0]?.endpoints).toEqual(worker.endpoints);

  await vi.waitFor(async () => {
    const { counters } = await prisma.dcWorker.findFirstOrThrow();
    expect(counters).toMatchObject({ nodes: 0, brokerConnected: 1, payloads_invalid: 0 });
    expect((counters as { brokerSince: number }).brokerSince).toBeGreaterThan(Date.now() - 60_000);
  }, READY);

  const file = join(dataDirectory, 'demo-enrolment');
  const invitation = parseEnrolmentString((await readFile(file, 'utf8')).trim());
  expect((await stat(file)).mode & 0o777).toBe(0o600);

  const device = new SignallingClient({ coordinatorKey: keys.worker.publicKey, port });
  await device.open();
  await prisma.node.create({
    data: { id: 'a'.repeat(26), name: 'a', lastName: 'a', staticKey: new Uint8Array(device.keys.publicKey) },
  });
  await device.connect();
  expect((await device.register()).realmDomain).toBe('ntm.internal');
  await device.close();

  const { code, ms } = await stopped(coordinator);
  expect(coordinator.lines().at(-1)?.msg).toBe('coordinator stopped');
  expect(code).toBe(0);
  expect(ms).toBeLessThan(5_000);
  // What the lease's second had not written yet was written before the end.
  expect(await prisma.lease.count()).toBe(1);
  const secrets = [
    invitation.secret,
    new URL(database.url).password,
    Buffer.from(keys.brokerSecret).toString('base64url'),
  ];
  for (const secret of secrets) expect(coordinator.text()).not.toContain(secret);

  const again = await ready({ ...ports, NTM_DEMO: '0' });
  await expect(stat(file)).rejects.toThrow('ENOENT');
  expect(await prisma.enrolmentKey.count({ where: { revokedAt: null } })).toBe(0);
  expect((await stopped(again)).code).toBe(0);
});

it.each([
  [
    'the environment is wrong',
    { NTM_DEMO: 'maybe', NTM_MQTT_PORT: '0' },
    /NTM_MQTT_PORT is "0".*NTM_DEMO is "maybe"/s,
  ],
  ['there are no keys', { NTM_DATA_DIR: '/nonexistent' }, /missing; create the keys first/],
  ['the realm is another', { NTM_REALM_DOMAIN: 'other.internal' }, /set NTM_REALM_DOMAIN=ntm\.internal/],
])('ends with a sentence and no stack when %s', async (_why, change, sentence) => {
  await makeRealm();
  const failing = run({ ...(await freePorts()), ...change });
  expect(await ended(failing)).toBe(1);
  const last = failing.lines().at(-1);
  expect(last).toMatchObject({ level: 60 });
  expect(last?.msg).toMatch(sentence);
  expect(last).not.toHaveProperty('stack');
});

it('ends with a sentence when a port is taken', async () => {
  const ports = await freePorts();
  const taken = createSocket('udp4');
  onTestFinished(() => void taken.close());
  taken.bind(Number(ports.NTM_SIGNALLING_PORT));
  await once(taken, 'listening');
  const failing = run(ports);
  expect(await ended(failing)).toBe(1);
  expect(failing.lines().at(-1)?.msg).toContain(
    `UDP port ${ports.NTM_SIGNALLING_PORT} (signalling) is taken`,
  );
});

it('ends with a sentence when the database takes connections and says nothing', async () => {
  const silent = createServer(() => {});
  onTestFinished(() => void silent.close());
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const failing = run({
    ...(await freePorts()),
    DATABASE_URL: `postgresql://a:b@127.0.0.1:${port}/c?connect_timeout=1`,
  });
  expect(await ended(failing)).toBe(1);
  expect(failing.lines().at(-1)?.msg).toContain('The database does not answer. See whether PostgreSQL runs');
  expect(failing.lines().at(-1)?.cause).toMatchObject({ message: expect.stringMatching(/time(out|d out)/) });
});

it('stops at once when it is asked while it starts', async () => {
  const starting = run(await freePorts());
  await vi.waitFor(
    () => expect(starting.lines().map(({ msg }) => msg)).toContain('fleet servers started'),
    READY,
  );
  expect((await stopped(starting)).code).toBe(0);
  expect(starting.lines().at(-1)?.msg).toBe('coordinator stopped');
});

it('warns of a variable that is most likely misspelt', async () => {
  const coordinator = await ready({ ...(await freePorts()), NTM_SIGNALING_PORT: '1' });
  expect(coordinator.lines()).toContainEqual(
    expect.objectContaining({ unknown: ['NTM_SIGNALING_PORT'], level: 40 }),
  );
  expect((await stopped(coordinator)).code).toBe(0);
});
