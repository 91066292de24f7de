import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { formatNodeId } from '@ntmobile/shared';
import { ed25519PublicKey } from '@ntmobile/shared/noble';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ensureRealm } from '../realm/ensure-realm.ts';
import { type SignallingServer, startSignalling } from './signalling.ts';
import { CuttableProxy } from './testing/cuttable-proxy.ts';
import { drawKeyPair, SignallingClient } from './testing/signalling-client.ts';

const WORKER = drawKeyPair();
const SOON = { timeout: 10_000, interval: 20 };

let database: TemporaryDatabase;
let direct: PrismaClient;
let prisma: PrismaClient;
let proxy: CuttableProxy;
let server: SignallingServer;

beforeAll(async () => {
  database = await startTemporaryDatabase();
  direct = createPrismaClient(database.url, { connections: 2 });
  const url = new URL(database.url);
  proxy = new CuttableProxy({ host: url.hostname, port: Number(url.port) });
  await proxy.mend();
  url.port = String(proxy.port);
  prisma = createPrismaClient(url.href, { connections: 2 });
  const seed = new Uint8Array(32).fill(6);
  const signing = { privateKey: seed, publicKey: ed25519PublicKey(seed) };
  const realm = await ensureRealm(direct, {
    domain: 'ntm.internal',
    ipv4Pool: undefined,
    enrolmentKey: new Uint8Array(32).fill(1),
    signingKey: signing.publicKey,
    caCertificate: 'PEM',
    consoleUrl: 'http://localhost:3000',
    brokerEndpoint: '127.0.0.1:8883',
    allowedTestPrefixes: ['127.0.0.0/8'],
  });
  server = await startSignalling({
    databaseUrl: url.href,
    prisma,
    realm,
    worker: WORKER,
    signing,
    port: 0,
    addresses: ['127.0.0.1', '::1'],
    endpoints: ['127.0.0.1:3479'],
    log: { info: () => {}, warn: () => {} },
  });
});
afterAll(async () => {
  await server.stop();
  await Promise.all([prisma.$disconnect(), direct.$disconnect()]);
  await proxy.cut();
  await database.stop();
});

async function admitted(byte: number): Promise<{ device: SignallingClient; id: string }> {
  const device = new SignallingClient({ coordinatorKey: WORKER.publicKey, port: server.port });
  await device.open();
  const id = formatNodeId(new Uint8Array(16).fill(byte));
  const staticKey = new Uint8Array(device.keys.publicKey);
  await direct.node.create({ data: { id, name: `till-${byte}`, lastName: `till-${byte}`, staticKey } });
  await device.connect();
  return { device, id };
}

it('goes on from memory while the database is away, and writes what was missed when it is back', async () => {
  const [known, stranger] = [await admitted(1), await admitted(2)];
  await known.device.register();
  await proxy.cut();

  expect((await known.device.keepAlive()).registrationRequired).toBe(false);
  await stranger.device.register();
  expect(await known.device.direct('nobody.ntm.internal')).toMatchObject({ outcome: { kind: 'noSuchName' } });
  await vi.waitFor(() => expect(server.counts().storeUnavailable).toBeGreaterThan(0), SOON);
  expect(await direct.lease.count({ where: { nodeId: stranger.id } })).toBe(0);

  await proxy.mend();
  await vi.waitFor(async () => {
    expect(await direct.lease.count({ where: { nodeId: stranger.id } })).toBe(1);
  }, SOON);
  await direct.node.update({ where: { id: known.id }, data: { suspendedAt: new Date() } });
  await direct.$executeRaw`SELECT pg_notify('ntm_node', ${known.id})`;
  await vi.waitFor(() => expect(server.counts()).toMatchObject({ leases: 1 }), SOON);
  await Promise.all([known, stranger].map(({ device }) => device.close()));
});

it('directs two nodes that never met while the database is away, and stores their path when it is back', async () => {
  const nodes = [await admitted(3), await admitted(4)] as const;
  for (const { device } of nodes) await device.register();
  const [caller, callee] = nodes;
  await vi.waitFor(() => {
    const { leases, nodesWithPathsRead } = server.counts();
    expect(nodesWithPathsRead).toBe(leases);
  }, SOON);
  await proxy.cut();
  expect(await caller.device.direct('till-4.ntm.internal')).toMatchObject({ outcome: { kind: 'accepted' } });
  expect(await direct.path.count({ where: { lowNodeId: caller.id } })).toBe(0);
  await proxy.mend();
  await vi.waitFor(async () => {
    expect(await direct.path.count({ where: { lowNodeId: caller.id, highNodeId: callee.id } })).toBe(1);
  }, SOON);
  await Promise.all(nodes.map(({ device }) => device.close()));
});

it('goes on from memory while the database takes connections and says nothing, and writes it when that answers', async () => {
  const { device, id } = await admitted(9);
  const before = server.counts().storeUnavailable ?? 0;
  proxy.silence();
  await device.register();
  expect((await device.keepAlive()).registrationRequired).toBe(false);
  await vi.waitFor(() => expect(server.counts().storeUnavailable).toBeGreaterThan(before), SOON);
  await proxy.cut();
  await proxy.mend();
  await vi.waitFor(async () => expect(await direct.lease.count({ where: { nodeId: id } })).toBe(1), SOON);
  await device.close();
});
