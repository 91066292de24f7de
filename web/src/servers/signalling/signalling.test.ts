import { createPrismaClient, type PrismaClient, type RealmSettings } from '@ntmobile/prisma';
import { emptyAudit, startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { formatNodeId, formatPathId, formatPrefix, parseNodeId, verifyNodeRecord } from '@ntmobile/shared';
import { ed25519PublicKey } from '@ntmobile/shared/noble';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { notify } from '../../notifications/channels.ts';
import { ensureRealm } from '../realm/ensure-realm.ts';
import { type SignallingServer, startSignalling } from './signalling.ts';
import { drawKeyPair, SignallingClient } from './testing/signalling-client.ts';

const WORKER = drawKeyPair();
const SIGNING_SEED = new Uint8Array(32).fill(6);
const SIGNING = { privateKey: SIGNING_SEED, publicKey: ed25519PublicKey(SIGNING_SEED) };
const SOON = { timeout: 5_000, interval: 20 };

let database: TemporaryDatabase;
let prisma: PrismaClient;
let realm: RealmSettings;
let server: SignallingServer;
const clients: SignallingClient[] = [];
const warnings: string[] = [];

beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 4 });
  realm = await ensureRealm(prisma, {
    domain: 'ntm.internal',
    ipv4Pool: undefined,
    enrolmentKey: new Uint8Array(32).fill(1),
    signingKey: SIGNING.publicKey,
    caCertificate: 'PEM',
    consoleUrl: 'http://localhost:3000',
    brokerEndpoint: '127.0.0.1:8883',
    allowedTestPrefixes: ['127.0.0.0/8'],
  });
});
afterAll(async () => {
  await prisma.$disconnect();
  await database.stop();
});
beforeEach(async () => {
  warnings.length = 0;
  server = await start();
});
afterEach(async () => {
  await server.stop();
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await prisma.node.deleteMany();
  await prisma.handshakeStamp.deleteMany();
  await emptyAudit(prisma);
});

function start(port = 0): Promise<SignallingServer> {
  return startSignalling({
    databaseUrl: database.url,
    prisma,
    realm,
    worker: WORKER,
    signing: SIGNING,
    port,
    addresses: ['127.0.0.1', '::1'],
    endpoints: ['127.0.0.1:3479'],
    log: { info: () => {}, warn: (_fields, message) => warnings.push(message) },
  });
}

/** Ends the coordinator and lets another take its place, on the same port as after a crash. */
async function restart(): Promise<void> {
  await server.stop();
  server = await start(server.port);
}

async function client(): Promise<SignallingClient> {
  const made = new SignallingClient({ coordinatorKey: WORKER.publicKey, port: server.port });
  await made.open();
  clients.push(made);
  return made;
}

const idOf = (byte: number) => formatNodeId(new Uint8Array(16).fill(byte));

/** A device that the console has admitted, told in the same transaction. */
async function admit(device: SignallingClient, byte: number): Promise<string> {
  const id = idOf(byte);
  await prisma.$transaction(async (transaction) => {
    await transaction.node.create({
      data: {
        id,
        name: `till-${byte}`,
        lastName: `till-${byte}`,
        staticKey: new Uint8Array(device.keys.publicKey),
        virtualIpv4: `198.18.0.${byte}`,
        virtualIpv6: realm.ipv6Pool.replace('::/64', `::${byte}`),
        prefixes: ['10.9.0.0/16'],
      },
    });
    await notify(transaction, 'node', id);
  });
  return id;
}

async function registered(byte: number): Promise<{ device: SignallingClient; id: string }> {
  const device = await client();
  const id = await admit(device, byte);
  await device.connect();
  await device.register();
  return { device, id };
}

const leaseOf = (nodeId: string) => prisma.lease.findUnique({ where: { nodeId } });
const leaseStored = (nodeId: string) =>
  vi.waitFor(async () => expect(await leaseOf(nodeId)).not.toBeNull(), SOON);

it('registers an admitted node: a signed record, the realm, and a lease in the database within a second', async () => {
  const device = await client();
  const id = await admit(device, 2);
  await device.connect();
  const response = await device.register(new Uint8Array(16).fill(8));
  const verdict = verifyNodeRecord(
    response.record,
    { signingKey: SIGNING.publicKey, realm: 'ntm.internal', serverTime: response.serverTime },
    nodePrimitives,
  );
  expect(verdict).toMatchObject({
    kind: 'valid',
    record: { name: 'till-2', nodeId: parseNodeId(id), staticKey: device.keys.publicKey },
  });
  expect(response.realmPrefixes.map(formatPrefix)).toEqual([realm.ipv4Pool, realm.ipv6Pool]);

  await leaseStored(id);
  expect(await leaseOf(id)).toMatchObject({
    endpoint: device.endpoint,
    bootId: formatNodeId(new Uint8Array(16).fill(8)),
    capabilities: { control: 1 },
    candidates: [
      { source: 'interface', network: 1, endpoint: device.endpoint },
      { source: 'observed', network: 0, endpoint: device.endpoint },
    ],
    epoch: 1,
  });
  await vi.waitFor(async () => {
    expect((await prisma.node.findUniqueOrThrow({ where: { id } })).agent).toBe('test 1');
    expect(await prisma.handshakeStamp.count()).toBe(1);
  }, SOON);
});

it('lets in a node whose notification was lost, by its key', async () => {
  const device = await client();
  await prisma.node.create({
    data: { id: idOf(3), name: 'lost', lastName: 'lost', staticKey: new Uint8Array(device.keys.publicKey) },
  });
  await device.connect();
  expect((await device.keepAlive()).registrationRequired).toBe(true);
  expect(server.counts()).toMatchObject({ handshakesAccepted: 1 });
});

it('answers nothing to a stranger, and counts it', async () => {
  const stranger = await client();
  stranger.sendDatagram(stranger.initiation());
  stranger.sendDatagram(new Uint8Array(40).fill(9));
  await vi.waitFor(
    () => expect(server.counts()).toMatchObject({ droppedUnknownKey: 1, droppedNotOurProtocol: 1 }),
    SOON,
  );
  expect(stranger.frames).toEqual([]);
  expect(await prisma.handshakeStamp.count()).toBe(0);
});

it('knows its nodes after a restart, calls them at their last address, and needs no new registration', async () => {
  const { device, id } = await registered(4);
  await leaseStored(id);
  const before = await leaseOf(id);
  await restart();
  await device.until(() => device.called === 1, 'the call of the coordinator');
  expect((await device.keepAlive()).registrationRequired).toBe(false);
  expect(server.counts()).toMatchObject({ nodes: 1, leases: 1, sessions: 1, registrations: 0 });
  expect(await leaseOf(id)).toMatchObject({
    endpoint: device.endpoint,
    bootId: before?.bootId,
    candidates: before?.candidates,
    registeredAt: before?.registeredAt,
  });
});

it('refuses after a restart a message 1 that it has accepted before', async () => {
  const device = await client();
  const id = await admit(device, 5);
  const old = await device.connect();
  await device.register();
  await leaseStored(id);
  await restart();
  await device.until(() => device.called === 1, 'the call of the coordinator');
  const thief = await client();
  thief.sendDatagram(old);
  await vi.waitFor(() => expect(server.counts()).toMatchObject({ droppedStaleStamp: 1 }), SOON);
  expect((await leaseOf(id))?.endpoint).toBe(device.endpoint);
});

it('directs two nodes over the one path of their pair, which outlives a restart', async () => {
  const [one, other] = [await registered(6), await registered(7)];
  expect(await one.device.direct('till-7.ntm.internal')).toMatchObject({ outcome: { kind: 'accepted' } });
  const [caller, called] = [
    await one.device.take('routeDirection'),
    await other.device.take('routeDirection'),
  ];
  expect(called.pathId).toEqual(caller.pathId);
  expect([caller.role, called.role]).toEqual(['initiator', 'responder']);
  expect(await prisma.path.findMany()).toMatchObject([
    { id: formatPathId(caller.pathId), lowNodeId: other.id, highNodeId: one.id },
  ]);

  await Promise.all([leaseStored(one.id), leaseStored(other.id)]);
  await restart();
  for (const { device } of [one, other]) await device.until(() => device.called === 1, 'the call');
  await other.device.direct('till-6.ntm.internal');
  expect((await other.device.take('routeDirection')).pathId).toEqual(caller.pathId);
  expect(await prisma.path.count()).toBe(1);
});

it('keeps what nodes say of their tunnels, of their own paths only', async () => {
  const [one, other, third] = [await registered(8), await registered(9), await registered(10)];
  await one.device.direct('till-9.ntm.internal');
  const { pathId } = await one.device.take('routeDirection');
  await third.device.report(pathId, 'established');
  await one.device.report(pathId, 'established');
  const tunnel = () => prisma.tunnel.findMany();
  await vi.waitFor(async () => expect(await tunnel()).toHaveLength(1), SOON);
  expect(await tunnel()).toMatchObject([
    {
      nodeId: one.id,
      peerId: other.id,
      pathId: formatPathId(pathId),
      state: 'established',
      reason: 'for the test',
    },
  ]);
  await one.device.report(pathId, 'failed');
  await vi.waitFor(
    async () => expect(await tunnel()).toMatchObject([{ state: 'noPath', route: null }]),
    SOON,
  );
  await vi.waitFor(() => expect(server.counts().foreignTunnelReports).toBe(1), SOON);
});

it('withdraws a suspended node from its peers at once, and writes down why it is not found', async () => {
  const [one, other] = [await registered(11), await registered(12)];
  await one.device.direct('till-12.ntm.internal');
  await one.device.take('routeDirection');
  await prisma.$transaction(async (transaction) => {
    await transaction.node.update({ where: { id: other.id }, data: { suspendedAt: new Date() } });
    await notify(transaction, 'node', other.id);
  });
  await one.device.take('routeWithdrawal');
  await vi.waitFor(async () => expect(await leaseOf(other.id)).toBeNull(), SOON);

  expect(await one.device.direct('till-12.ntm.internal')).toMatchObject({ outcome: { kind: 'noSuchName' } });
  await vi.waitFor(async () => expect(await prisma.auditEntry.count()).toBe(1), SOON);
  expect(await prisma.auditEntry.findFirst()).toMatchObject({
    actorKind: 'node',
    actorId: one.id,
    actorName: 'till-11',
    action: 'direction.denied',
    subjectId: other.id,
    after: { reason: 'the target is suspended' },
  });
});

it('hears after its listening connection was lost what happened meanwhile', async () => {
  const { device, id } = await registered(13);
  await prisma.node.update({ where: { id }, data: { deletedAt: new Date(), name: null } });
  await prisma.$executeRaw`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'`;
  await vi.waitFor(() => expect(server.counts()).toMatchObject({ leases: 0 }), SOON);
  device.sendDatagram(device.initiation());
  await vi.waitFor(() => expect(server.counts()).toMatchObject({ droppedUnknownKey: 1 }), SOON);
  expect(warnings).toContain('changes of nodes not read, will try again');
});

it('says each second that it lives, and what it counts, as the console reads it', async () => {
  await registered(14);
  const row = () => prisma.dcWorker.findFirstOrThrow();
  await vi.waitFor(
    async () => expect((await row()).counters).toMatchObject({ registrations: 1, leases: 1 }),
    SOON,
  );
  const written = await row();
  expect(new Uint8Array(written.publicKey)).toEqual(WORKER.publicKey);
  expect(written.endpoints).toEqual(['127.0.0.1:3479']);
  await vi.waitFor(
    async () => expect((await row()).heartbeatAt.getTime()).toBeGreaterThan(written.heartbeatAt.getTime()),
    SOON,
  );
});

it('takes the place of a worker whose address it has', async () => {
  await prisma.dcWorker.create({
    data: { id: 'old', publicKey: new Uint8Array(32).fill(1), endpoints: ['127.0.0.1:3479'] },
  });
  await prisma.dcWorker.create({
    data: { id: 'other', publicKey: new Uint8Array(32).fill(2), endpoints: ['192.0.2.9:3479'] },
  });
  await restart();
  const left = await prisma.dcWorker.findMany({ select: { id: true }, orderBy: { id: 'asc' } });
  expect(left.map(({ id }) => id)).not.toContain('old');
  expect(left.map(({ id }) => id)).toContain('other');
  await prisma.dcWorker.delete({ where: { id: 'other' } });
});

it('leaves nothing open when its port is taken', async () => {
  await expect(start(server.port)).rejects.toThrow(`UDP port ${server.port} (signalling) is taken`);
  expect((await (await registered(15)).device.keepAlive()).registrationRequired).toBe(false);
});
