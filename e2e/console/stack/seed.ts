import { type ConfigStatus, createPrismaClient, type Prisma, type PrismaClient } from '@ntmobile/prisma';
import { formatNodeId } from '@ntmobile/shared';

export const MINUTE_MS = 60_000;

/** A node that the tests can look at. */
export interface SeededNode {
  readonly id: string;
  readonly name: string;
}

const bytes = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const draw = () => formatNodeId(bytes(16));

/** Runs with the stack's database, where it is known. */
export async function withDatabase<T>(work: (prisma: PrismaClient) => Promise<T>): Promise<T> {
  const url = process.env.E2E_DATABASE_URL;
  if (url === undefined) throw new Error('E2E_DATABASE_URL is missing: the database of the stack under test');
  const prisma = createPrismaClient(url, { connections: 2 });
  try {
    return await work(prisma);
  } finally {
    await prisma.$disconnect();
  }
}

/** A realm, where no coordinator has made one. */
export async function ensureRealm(prisma: PrismaClient): Promise<void> {
  await prisma.realmSettings.upsert({
    where: { id: 1 },
    update: {},
    create: {
      id: 1,
      name: 'tests',
      domain: 'ntm.internal',
      ipv4Pool: '198.18.0.0/15',
      ipv6Pool: 'fd00:6e74:6d00:1::/64',
      enrolmentKey: bytes(32),
      signingKey: bytes(32),
    },
  });
}

/** A connected node with a relayed tunnel to a peer and half an hour of telemetry, restarted in the middle. */
export async function seedNode(prisma: PrismaClient, name: string): Promise<SeededNode> {
  const node = await insertNode(prisma, name);
  const peer = await insertNode(prisma, `${name}-peer`);
  const now = Date.now();
  await prisma.presence.create({
    data: { nodeId: node.id, online: true, since: new Date(now - MINUTE_MS), lastSeenAt: new Date(now) },
  });
  await prisma.tunnel.create({
    data: {
      nodeId: node.id,
      peerId: peer.id,
      state: 'established',
      route: 'relayed',
      reason: 'both ends are behind NATs that map per destination',
      endpoint: '203.0.113.5:50122',
      rttMicros: 96_000,
      pathMtu: 1_420,
      since: new Date(now - 2 * MINUTE_MS),
      at: new Date(now),
    },
  });
  await seedTelemetry(prisma, { nodeId: node.id, from: now - 30 * MINUTE_MS, samples: 10 });
  await seedTelemetry(prisma, { nodeId: node.id, from: now - 15 * MINUTE_MS, samples: 15 });
  return node;
}

/** An approved node with keys and addresses, and nothing reported yet. */
export async function insertNode(prisma: Prisma.TransactionClient, name: string): Promise<SeededNode> {
  const id = draw();
  // Rows are never removed, so no two nodes have the same number; enrolled ones go on from the highest address.
  const number = (await prisma.node.count()) + 1;
  await prisma.node.create({
    data: {
      id,
      name,
      lastName: name,
      staticKey: bytes(32),
      virtualIpv4: `198.19.${number >> 8}.${number & 255}`,
      agent: 'ntm-node/0.1.0',
      platform: 'linux',
    },
  });
  return { id, name };
}

/** One run of a node with a sample a minute: 1 Mbit/s sent, 2 Mbit/s received, half of it on Wi-Fi and then on a mobile network. */
export async function seedTelemetry(
  prisma: Prisma.TransactionClient,
  of: { nodeId: string; from: number; samples: number },
): Promise<void> {
  const { series } = await prisma.telemetryBoot.create({
    data: {
      nodeId: of.nodeId,
      bootId: draw(),
      startedAt: new Date(of.from),
      // Without a gap, so that the coordinator of the system takes them into its tiers.
      committed: BigInt(of.samples),
    },
  });
  await prisma.telemetrySample.createMany({
    data: Array.from({ length: of.samples }, (_, index) => ({
      series,
      sequence: BigInt(index + 1),
      at: new Date(of.from + (index + 1) * MINUTE_MS),
      sentBytes: BigInt(index * 7_500_000),
      receivedBytes: BigInt(index * 15_000_000),
      sentPackets: BigInt(index * 7_500),
      receivedPackets: BigInt(index * 15_000),
      rttMicros: 24_000,
      tunnels: 4,
      directTunnels: index < of.samples / 2 ? 4 : 3,
      relayedTunnels: index < of.samples / 2 ? 0 : 1,
      networkType: index < of.samples / 2 ? 'wifi' : 'cellular',
    })),
  });
}

/** Width of a point of the chart that a node's page opens with. */
const POINT_MS = 2_000;

/**
 * Commits a sample of a node's newest run, with which the chart's newest point has a rate, and notifies as the
 * ingest does. Rates of one node must not fall from call to call: counters never do. Returns when it was committed.
 */
export async function addSample(
  prisma: PrismaClient,
  of: { nodeId: string; receivedMbit: number },
): Promise<number> {
  const newestFirst = { orderBy: { at: 'desc' } } as const;
  const boot = { nodeId: of.nodeId };
  const at = Date.now();
  const last = await prisma.telemetrySample.findFirstOrThrow({ where: { boot }, ...newestFirst });
  const before = await prisma.telemetrySample.findFirstOrThrow({
    where: { boot, at: { lt: new Date(at - (at % POINT_MS)) } },
    ...newestFirst,
  });
  const bytes = BigInt(Math.round((of.receivedMbit * 1_000 * (at - before.at.getTime())) / 8));
  await prisma.telemetrySample.create({
    data: {
      ...last,
      sequence: last.sequence + 1n,
      at: new Date(at),
      sentBytes: before.sentBytes + bytes,
      receivedBytes: before.receivedBytes + bytes,
    },
  });
  await prisma.$executeRaw`SELECT pg_notify('ntm_telemetry', ${of.nodeId})`;
  return Date.now();
}

/** Writes what a node says of its newest revision, and notifies as the servers do. */
export async function reportConfig(
  prisma: PrismaClient,
  of: { nodeId: string; status: ConfigStatus; error?: string },
): Promise<void> {
  const { nodeId, status } = of;
  const error = of.error ?? null;
  const { revision, hash } = await prisma.configRevision.findFirstOrThrow({
    where: { nodeId },
    orderBy: { revision: 'desc' },
  });
  const at = new Date();
  await prisma.configReport.create({ data: { nodeId, revision, hash, status, error, bootId: 'seeded', at } });
  await prisma.nodeConfigState.update({
    where: { nodeId },
    data: { reportedRevision: revision, reportedHash: hash, status, error, reportedAt: at },
  });
  await prisma.$executeRaw`SELECT pg_notify('ntm_config', ${nodeId})`;
}
