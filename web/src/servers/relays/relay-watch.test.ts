import { createSocket, type Socket } from 'node:dgram';
import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { bindingRefusal, bindingResponse } from '../testing/stun-answers.ts';
import { RelayWatch } from './relay-watch.ts';

const SOON = { timeout: 10_000, interval: 20 };

let database: TemporaryDatabase;
let prisma: PrismaClient;
let pool: Pool;
let watch: RelayWatch | undefined;
const relays: Socket[] = [];
const failures: Error[] = [];

beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 2 });
  pool = new Pool({ connectionString: database.url, max: 2 }).on('error', () => {});
});
afterAll(async () => {
  await Promise.all([prisma.$disconnect(), pool.end()]);
  await database.stop();
});
beforeEach(async () => {
  await prisma.dcWorker.deleteMany();
  await prisma.fleetConfig.deleteMany();
  const publicKey = new Uint8Array(32).fill(1);
  await prisma.dcWorker.create({ data: { id: 'dc-1', publicKey, endpoints: ['192.0.2.1:3479'] } });
});
afterEach(async () => {
  await watch?.stop();
  watch = undefined;
  for (const relay of relays.splice(0)) relay.close();
  expect(failures.splice(0)).toEqual([]);
});

type Answer = (transactionId: Uint8Array, source: string) => Uint8Array | undefined;

/** A relay on a port of this machine; what it answers may change. */
async function startRelay(answer: Answer): Promise<{ endpoint: string; answer: Answer }> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  relays.push(socket);
  const relay = { endpoint: `127.0.0.1:${socket.address().port}`, answer };
  socket.on('message', (request, { address, port }) => {
    const datagram = relay.answer(new Uint8Array(request.subarray(8, 20)), `${address}:${port}`);
    if (datagram !== undefined) socket.send(datagram, port, address);
  });
  return relay;
}

const bound: Answer = (transactionId, source) => bindingResponse(transactionId, source, 'relay 1.0');

async function configure(...endpoints: string[]): Promise<void> {
  const sections = JSON.stringify({
    dc: [{ endpoints: ['192.0.2.1:3479'], publicKey: Buffer.alloc(32, 1).toString('base64url') }],
    rs: endpoints.map((endpoint) => ({ endpoints: [endpoint], region: '', priority: 1 })),
    addresses: { prefixes: ['198.18.0.0/15'] },
    dns: { searchDomain: 'ntm.internal', upstream: [] },
    telemetry: { intervalSeconds: 60 },
  });
  await prisma.fleetConfig.updateMany({ where: { status: 'current' }, data: { status: 'superseded' } });
  await prisma.fleetConfig.create({ data: { status: 'current', sections, hash: new Uint8Array(32) } });
}

function startWatch(workerId = 'dc-1'): RelayWatch {
  watch = new RelayWatch({ prisma, pool, workerId, everyMs: 20, onFailed: (error) => failures.push(error) });
  watch.start();
  return watch;
}

const probes = () => prisma.relayProbe.findMany({ orderBy: { endpoint: 'asc' } });

it('keeps of each relay whether it answers, how fast, and where it sees us', async () => {
  const answering = await startRelay(bound);
  const refusing = await startRelay((transactionId) => bindingRefusal(transactionId, 401, 'Unauthorized'));
  await configure(answering.endpoint, refusing.endpoint);
  const started = startWatch();
  await vi.waitFor(async () => expect(await probes()).toHaveLength(2), SOON);
  const rows = await probes();
  expect(rows.find(({ endpoint }) => endpoint === answering.endpoint)).toMatchObject({
    state: 'answers',
    software: 'relay 1.0',
    mapped: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    refusal: null,
  });
  expect(rows.find(({ endpoint }) => endpoint === refusing.endpoint)).toMatchObject({
    state: 'refuses',
    refusal: '401 Unauthorized',
    mapped: null,
  });
  for (const { rttMicros } of rows) expect(rttMicros).toBeGreaterThan(0);
  expect(started.states()).toEqual({ answers: 1, refuses: 1, silent: 0 });
});

it('says since when a relay is silent and when it answered last, and keeps that over a restart', async () => {
  const relay = await startRelay(bound);
  await configure(relay.endpoint);
  startWatch();
  await vi.waitFor(async () => expect(await probes()).toMatchObject([{ state: 'answers' }]), SOON);
  relay.answer = () => undefined;
  await vi.waitFor(async () => expect(await probes()).toMatchObject([{ state: 'silent' }]), SOON);
  const [silent] = await probes();
  expect(silent).toMatchObject({ rttMicros: null, mapped: null, software: null });
  expect(silent?.answeredAt?.getTime()).toBeLessThan(silent?.since.getTime() ?? 0);
  await watch?.stop();
  startWatch();
  await vi.waitFor(async () => {
    expect((await probes())[0]?.askedAt.getTime()).toBeGreaterThan(silent?.askedAt.getTime() ?? 0);
  }, SOON);
  expect(await probes()).toMatchObject([{ since: silent?.since, answeredAt: silent?.answeredAt }]);
});

it('follows the configuration in force: relays that are gone are forgotten', async () => {
  const [first, second] = [await startRelay(bound), await startRelay(bound)];
  await configure(first.endpoint);
  startWatch();
  await vi.waitFor(async () => expect(await probes()).toMatchObject([{ endpoint: first.endpoint }]), SOON);
  await configure(second.endpoint);
  await vi.waitFor(async () => expect(await probes()).toMatchObject([{ endpoint: second.endpoint }]), SOON);
  await configure();
  await vi.waitFor(async () => expect(await probes()).toEqual([]), SOON);
});

it('leaves what other coordinators found out, and writes nothing without a row of its own', async () => {
  const relay = await startRelay(bound);
  await configure(relay.endpoint);
  startWatch('dc-unknown');
  await vi.waitFor(() => expect(watch?.states().answers).toBe(1), SOON);
  await watch?.stop();
  startWatch();
  await vi.waitFor(async () => expect(await probes()).toHaveLength(1), SOON);
  await watch?.stop();
  await prisma.dcWorker.create({
    data: { id: 'dc-2', publicKey: new Uint8Array(32).fill(2), endpoints: ['192.0.2.2:3479'] },
  });
  await configure();
  startWatch('dc-2');
  await vi.waitFor(() => expect(watch?.states().answers).toBe(0), SOON);
  expect(await probes()).toMatchObject([{ workerId: 'dc-1' }]);
});

it('counts what is no answer by its reason, and believes none of it', async () => {
  const forger = createSocket('udp4');
  relays.push(forger);
  await new Promise<void>((resolve) => forger.bind(0, '127.0.0.1', resolve));
  const relay = await startRelay((transactionId, source) => {
    const port = Number(source.split(':')[1]);
    forger.send(bindingResponse(transactionId, source, 'forged'), port, '127.0.0.1');
    return bindingResponse(
      transactionId.map((byte) => byte ^ 1),
      source,
    );
  });
  await configure(relay.endpoint);
  const started = startWatch();
  await vi.waitFor(async () => expect(await probes()).toMatchObject([{ state: 'silent' }]), SOON);
  expect(started.refused.foreign_source).toBeGreaterThanOrEqual(3);
  expect(started.refused.foreign_transaction).toBeGreaterThanOrEqual(3);
});

it('ends at once in the middle of a round', async () => {
  const relay = await startRelay(() => undefined);
  await configure(relay.endpoint);
  startWatch();
  await new Promise((resolve) => setTimeout(resolve, 100));
  const begun = performance.now();
  await watch?.stop();
  expect(performance.now() - begun).toBeLessThan(1_000);
  expect(await probes()).toEqual([]);
});
