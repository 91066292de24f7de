import type { Prisma, PrismaClient } from '@ntmobile/prisma';
import { insertNode, MINUTE_MS, type SeededNode, seedTelemetry } from './seed.ts';

type TunnelSeed = Pick<Prisma.TunnelCreateManyInput, 'state' | 'route' | 'reason' | 'endpoint' | 'rttMicros'>;
type ConfigSeed = 'inSync' | 'pending' | 'drift' | 'failed' | 'rolledBack' | 'none';

/** One node of the fleet: what its page and its row are to show. */
interface NodeSeed {
  readonly name: string;
  readonly seen: 'connected' | 'silent' | 'lost' | 'never';
  readonly admission?: Prisma.NodeUpdateInput;
  readonly tunnels?: readonly TunnelSeed[];
  readonly config?: ConfigSeed;
  /** Minutes of telemetry until now. */
  readonly telemetryMinutes?: number;
}

/** A fleet in which every state of a node, of a tunnel and of a configuration occurs. */
export interface SeededFleet {
  readonly nodes: ReadonlyMap<string, SeededNode>;
  /** Id of the push whose results are spread over the fleet, as in the address of its board. */
  readonly pushId: number;
}

const DIRECT_V4: TunnelSeed = {
  state: 'established',
  route: 'directV4',
  reason: 'direct: the peer answers at a global IPv4 address',
  endpoint: '192.0.2.44:51820',
  rttMicros: 18_200,
};
const SAME_LAN: TunnelSeed = {
  state: 'established',
  route: 'sameLan',
  reason: 'direct: same LAN',
  endpoint: '192.168.11.31:51820',
  rttMicros: 1_940,
};
const PUNCHED: TunnelSeed = {
  state: 'established',
  route: 'punched',
  reason: 'only our NAT maps per destination',
  endpoint: '203.0.113.80:62011',
  rttMicros: 29_400,
};
const RELAYED: TunnelSeed = {
  state: 'established',
  route: 'relayed',
  reason: 'both NATs map per destination',
  endpoint: '203.0.113.5:50122',
  rttMicros: 96_100,
};
const NO_PATH: TunnelSeed = {
  state: 'noPath',
  route: null,
  reason: 'no path: the peer is offline',
  endpoint: null,
  rttMicros: null,
};
const CONNECTING: TunnelSeed = { ...NO_PATH, state: 'connecting', reason: 'message 1 is out' };

const FLEET: readonly NodeSeed[] = [
  {
    name: 'bus-1042',
    seen: 'connected',
    tunnels: [DIRECT_V4, SAME_LAN, PUNCHED, RELAYED, NO_PATH, CONNECTING],
    config: 'inSync',
    telemetryMinutes: 90,
  },
  { name: 'bus-1043', seen: 'connected', tunnels: [SAME_LAN], config: 'inSync', telemetryMinutes: 40 },
  { name: 'dc-store-hq', seen: 'connected', tunnels: [DIRECT_V4, DIRECT_V4, PUNCHED], config: 'pending' },
  { name: 'kiosk-nagoya-31', seen: 'connected', tunnels: [RELAYED, RELAYED, DIRECT_V4], config: 'drift' },
  { name: 'kiosk-nagoya-32', seen: 'connected', config: 'inSync', telemetryMinutes: 25 },
  { name: 'kiosk-sendai-04', seen: 'lost', tunnels: [NO_PATH], config: 'rolledBack', telemetryMinutes: 0 },
  { name: 'tablet-field-118', seen: 'connected', tunnels: [PUNCHED, RELAYED], config: 'rolledBack' },
  { name: 'tablet-field-221', seen: 'connected', tunnels: [NO_PATH], config: 'failed', telemetryMinutes: 20 },
  { name: 'till-0077-chiba', seen: 'connected', config: 'inSync' },
  { name: 'till-0412-osaka', seen: 'silent', tunnels: [RELAYED, DIRECT_V4], config: 'inSync' },
  { name: 'till-0467-osaka', seen: 'never', config: 'pending' },
  { name: 'till-0468-osaka', seen: 'never', config: 'none', admission: { approval: 'pending' } },
  {
    name: 'van-0031',
    seen: 'lost',
    tunnels: [DIRECT_V4, RELAYED],
    config: 'inSync',
    admission: { suspendedAt: new Date() },
  },
  ...Array.from({ length: 18 }, (_, index) => ({
    name: `bus-${1101 + index}`,
    seen: 'connected' as const,
    tunnels: [DIRECT_V4, PUNCHED, RELAYED].slice(0, 1 + (index % 3)),
    config: 'inSync' as const,
    telemetryMinutes: index % 4 === 0 ? 0 : 30,
  })),
];

/** Long enough on a busy machine; Prisma's own is 5 s. */
const WRITTEN_WITHIN_MS = 60_000;

/**
 * Writes the fleet, all at once: the coordinator of the system under test gives every node that it finds without a
 * configuration one of its own. Names carry `suffix`, so that it can be there more than once.
 */
export function seedFleet(prisma: PrismaClient, suffix = ''): Promise<SeededFleet> {
  return prisma.$transaction((transaction) => writeFleet(transaction, suffix), {
    timeout: WRITTEN_WITHIN_MS,
  });
}

async function writeFleet(prisma: Prisma.TransactionClient, suffix: string): Promise<SeededFleet> {
  const nodes = new Map<string, SeededNode>();
  for (const { name } of FLEET) nodes.set(name, await insertNode(prisma, `${name}${suffix}`));
  const ids = [...nodes.values()].map((node) => node.id);
  const pushedAt = new Date(Date.now() - 3 * MINUTE_MS);
  for (const seed of FLEET) {
    const id = nodes.get(seed.name)?.id ?? '';
    const peers = ids.filter((peer) => peer !== id);
    if (seed.admission !== undefined) await prisma.node.update({ where: { id }, data: seed.admission });
    await seedPresence(prisma, id, seed.seen);
    await seedTunnels(prisma, { nodeId: id, peers, tunnels: seed.tunnels ?? [] });
    await seedConfig(prisma, { nodeId: id, config: seed.config ?? 'none', pushedAt });
    const minutes = seed.telemetryMinutes ?? 15;
    const from = Date.now() - minutes * MINUTE_MS;
    if (minutes > 0) await seedTelemetry(prisma, { nodeId: id, from, samples: minutes });
  }
  await seedEvents(prisma, nodes.get('bus-1042')?.id ?? '');
  return { nodes, pushId: pushedAt.getTime() };
}

async function seedPresence(
  prisma: Prisma.TransactionClient,
  nodeId: string,
  seen: NodeSeed['seen'],
): Promise<void> {
  if (seen === 'never') return;
  const minutesAgo = { connected: 0, silent: 6, lost: 74 }[seen];
  const lastSeenAt = new Date(Date.now() - minutesAgo * MINUTE_MS);
  await prisma.presence.create({
    data: {
      nodeId,
      online: seen !== 'lost',
      since: lastSeenAt,
      lastSeenAt,
      sampledAt: lastSeenAt,
      rttMicros: 24_000,
      networkType: 'cellular',
    },
  });
}

async function seedTunnels(
  prisma: Prisma.TransactionClient,
  of: { nodeId: string; peers: readonly string[]; tunnels: readonly TunnelSeed[] },
): Promise<void> {
  const now = Date.now();
  await prisma.tunnel.createMany({
    data: of.tunnels.map((tunnel, index) => ({
      ...tunnel,
      nodeId: of.nodeId,
      peerId: of.peers[index] ?? '',
      pathMtu: tunnel.state === 'established' ? 1_420 : null,
      sentBytes: BigInt(tunnel.state === 'established' ? (index + 1) * 4_200_000 : 0),
      receivedBytes: BigInt(tunnel.state === 'established' ? (index + 1) * 19_000_000 : 0),
      since: new Date(now - (index + 1) * 7 * MINUTE_MS),
      at: new Date(now),
    })),
  });
}

const REPORTS = {
  inSync: { status: 'applied', error: null },
  drift: { status: 'applied', error: null },
  failed: { status: 'failed', error: 'invalid_sections' },
  rolledBack: { status: 'rolled_back', error: 'probe_failed' },
} as const;

async function seedConfig(
  prisma: Prisma.TransactionClient,
  of: { nodeId: string; config: ConfigSeed; pushedAt: Date },
): Promise<void> {
  if (of.config === 'none') return;
  const [nodeId, hash] = [of.nodeId, Buffer.alloc(32, 18)];
  const reported = of.config === 'pending' ? undefined : REPORTS[of.config];
  const reportedAt = new Date(of.pushedAt.getTime() + 31_000);
  if (of.config === 'failed') await seedFormerRevision(prisma, { nodeId, before: of.pushedAt });
  await seedRevision(prisma, { nodeId, revision: 18, hash, at: of.pushedAt, sections: sections(60) });
  await prisma.nodeConfigState.create({
    data: {
      nodeId,
      desiredRevision: 18,
      desiredHash: hash,
      desiredAt: of.pushedAt,
      publishedAt: of.config === 'pending' ? null : of.pushedAt,
      ...(reported && {
        ...reported,
        reportedRevision: 18,
        reportedHash: of.config === 'inSync' ? hash : Buffer.alloc(32, 17),
        reportedAt,
        appliedAt: reported.status === 'applied' ? reportedAt : null,
      }),
    },
  });
  if (reported === undefined) return;
  await prisma.configReport.create({
    data: { nodeId, revision: 18, hash, ...reported, bootId: 'seeded', at: reportedAt },
  });
}

/** A revision that the node runs since half an hour, so that there is a difference to what it should have. */
async function seedFormerRevision(
  prisma: Prisma.TransactionClient,
  { nodeId, before }: { nodeId: string; before: Date },
): Promise<void> {
  const at = new Date(before.getTime() - 30 * MINUTE_MS);
  const hash = Buffer.alloc(32, 17);
  await seedRevision(prisma, { nodeId, revision: 17, hash, at, sections: sections(300) });
  await prisma.configReport.create({
    data: { nodeId, revision: 17, hash, status: 'applied', bootId: 'seeded', at },
  });
}

async function seedRevision(
  prisma: Prisma.TransactionClient,
  of: { nodeId: string; revision: number; hash: Uint8Array<ArrayBuffer>; at: Date; sections: string },
): Promise<void> {
  const { at, ...revision } = of;
  const expiresAt = new Date(at.getTime() + 90 * 86_400_000);
  await prisma.configRevision.create({
    data: { ...revision, envelope: '', issuedAt: at, expiresAt, createdAt: at },
  });
}

/** What a configuration of this fleet says; a node is to send telemetry this often. */
function sections(intervalSeconds: number): string {
  return JSON.stringify({
    dc: [{ endpoints: ['192.0.2.10:3479'], publicKey: Buffer.alloc(32, 1).toString('base64url') }],
    rs: [],
    addresses: { prefixes: ['198.18.0.0/15', 'fd00:6e74:6d00:1::/64'] },
    dns: { searchDomain: 'ntm.internal', upstream: [] },
    telemetry: { intervalSeconds },
  });
}

async function seedEvents(prisma: Prisma.TransactionClient, nodeId: string): Promise<void> {
  const events = [
    ['started', 'ntm-node 0.1.0 on linux'],
    ['coordinatorConnected', 'registered at 192.0.2.10:3479'],
    ['tunnelEstablished', 'bus-1043, same LAN'],
    ['handover', 'Wi-Fi to LTE, 41 ms, 6 of 6 tunnels kept'],
    ['routeChanged', 'kiosk-nagoya-31: relayed to punched'],
    ['tunnelFailed', 'kiosk-nagoya-32: the peer is offline'],
  ];
  await prisma.nodeEvent.createMany({
    data: events.map(([kind, text], index) => ({
      nodeId,
      bootId: 'seeded',
      sequence: BigInt(index),
      at: new Date(Date.now() - (events.length - index) * 4 * MINUTE_MS),
      kind: kind ?? '',
      detail: { text },
    })),
  });
}
