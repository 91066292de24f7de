import { createSocket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { formatNodeId } from '@ntmobile/shared';
import { ed25519PublicKey } from '@ntmobile/shared/noble';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureRealm } from '../realm/ensure-realm.ts';
import { startSignalling } from './signalling.ts';
import { drawKeyPair, SignallingClient } from './testing/signalling-client.ts';

/** The lab's scenario `hostile-coordinator` processes a million; this is a share of it. */
const COUNT = Number(process.env.NTM_HOSTILE_DATAGRAMS ?? 10_000);
const UNDER_WAY = 100;
const WORKER = drawKeyPair();
const SEED = new Uint8Array(32).fill(6);

let database: TemporaryDatabase;
let prisma: PrismaClient;
beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 4 });
});
afterAll(async () => {
  await prisma.$disconnect();
  await database.stop();
});

/** A stream of numbers that is the same in each run (Park and Miller). */
function numbers(): (below: number) => number {
  let state = 20_261;
  return (below) => {
    state = (state * 48_271) % 0x7fffffff;
    return state % below;
  };
}

/** A captured datagram sent again, cut, lengthened or changed, or noise. */
function hostile(seeds: readonly Buffer[], draw: (below: number) => number): Buffer {
  const seed = Buffer.from(seeds[draw(seeds.length)] as Buffer);
  switch (draw(6)) {
    case 0:
      return Buffer.from(Array.from({ length: draw(200) }, () => draw(256)));
    case 1:
      return seed.subarray(0, draw(seed.length));
    case 2:
      return Buffer.concat([seed, Buffer.alloc(1 + draw(900), draw(256))]);
    case 3:
      return seed;
    default:
      for (let edits = 1 + draw(4); edits > 0; edits--) seed.writeUInt8(draw(256), draw(seed.length));
      return seed;
  }
}

it('takes datagrams made from captured signalling without any effect, and goes on', {
  timeout: 120_000,
}, async () => {
  const realm = await ensureRealm(prisma, {
    domain: 'ntm.internal',
    ipv4Pool: undefined,
    enrolmentKey: new Uint8Array(32).fill(1),
    signingKey: ed25519PublicKey(SEED),
    caCertificate: 'PEM',
    consoleUrl: 'http://localhost:3000',
    brokerEndpoint: '127.0.0.1:8883',
    allowedTestPrefixes: ['127.0.0.0/8'],
  });
  const said: string[] = [];
  const clients = [2, 3].map(() => drawKeyPair());
  for (const [index, { publicKey }] of clients.entries()) {
    const byte = index + 2;
    await prisma.node.create({
      data: {
        id: formatNodeId(new Uint8Array(16).fill(byte)),
        name: `till-${byte}`,
        lastName: `till-${byte}`,
        staticKey: new Uint8Array(publicKey),
        virtualIpv4: `198.18.0.${byte}`,
        virtualIpv6: realm.ipv6Pool.replace('::/64', `::${byte}`),
      },
    });
  }
  const server = await startSignalling({
    databaseUrl: database.url,
    prisma,
    realm,
    worker: WORKER,
    signing: { privateKey: SEED, publicKey: ed25519PublicKey(SEED) },
    port: 0,
    addresses: ['127.0.0.1', '::1'],
    endpoints: ['127.0.0.1:3479'],
    log: { info: (_, message) => said.push(message), warn: (_, message) => said.push(message) },
  });
  const open = async (keys: (typeof clients)[number]) => {
    const made = new SignallingClient({ coordinatorKey: WORKER.publicKey, port: server.port, keys });
    await made.open();
    return made;
  };
  const attacker = createSocket('udp4');
  const seeds: Buffer[] = [];
  const devices = await Promise.all(clients.map(open));
  try {
    for (const device of devices) {
      const send = device.sendDatagram.bind(device);
      device.sendDatagram = (datagram) => {
        seeds.push(Buffer.from(datagram));
        send(datagram);
      };
      await device.connect();
      await device.register();
    }
    await devices[0]?.direct('till-3.ntm.internal');
    await devices[0]?.keepAlive();
    // What is written behind is written, and the direction has ended.
    await sleep(6_000);
    const rows = async () => [
      await prisma.lease.findMany({
        select: { nodeId: true, endpoint: true, bootId: true, candidates: true },
      }),
      await prisma.path.findMany(),
      await prisma.handshakeStamp.findMany(),
      await prisma.auditEntry.count(),
    ];
    const [before, countsBefore, linesBefore] = [await rows(), server.counts(), said.length];
    const received = () => (server.counts().packetsReceived ?? 0) - (countsBefore.packetsReceived ?? 0);
    const draw = numbers();
    for (let sent = 0; sent < COUNT; ) {
      for (let some = 0; some < UNDER_WAY; some++, sent++)
        attacker.send(hostile(seeds, draw), server.port, '127.0.0.1');
      for (let waited = 0; received() < sent - UNDER_WAY && waited < 200; waited++) await sleep(1);
    }
    await sleep(1_500);
    const counts = server.counts();
    const grown = (prefix: string) =>
      Object.keys(counts)
        .filter((name) => name.startsWith(prefix))
        .reduce((sum, name) => sum + (counts[name] ?? 0) - (countsBefore[name] ?? 0), 0);
    expect(received()).toBeGreaterThan(COUNT * 0.9);
    expect(grown('dropped') + grown('handshakesRepeated') + grown('cookieRepliesSent')).toBe(received());
    for (const name of ['nodes', 'leases', 'sessions', 'directions', 'registrations', 'directionsOpened'])
      expect(counts[name], name).toBe(countsBefore[name]);
    expect(await rows()).toEqual(before);
    expect(said.slice(linesBefore)).toEqual([]);
    const [till] = devices;
    expect((await till?.keepAlive())?.leaseSeconds).toBe(120);
    await till?.connect();
    expect((await till?.direct('till-3.ntm.internal'))?.outcome.kind).toBe('accepted');
  } finally {
    attacker.close();
    await Promise.all(devices.map((device) => device.close()));
    await server.stop();
  }
});
