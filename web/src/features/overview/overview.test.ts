import { createPrismaClient, type Prisma, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { formatNodeId } from '@ntmobile/shared';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readOverview } from './summary/get-overview.ts';
import type { FleetPoint } from './traffic/fleet-points.ts';
import type { FleetRange } from './traffic/fleet-range.ts';
import { readFleetTraffic } from './traffic/fleet-traffic.ts';

const NOW = new Date('2026-04-02T12:00:20Z');
const MINUTE_MS = 60_000;

let database: TemporaryDatabase;
let prisma: PrismaClient;
beforeAll(async () => {
  database = await startTemporaryDatabase();
  prisma = createPrismaClient(database.url, { connections: 3 });
});
afterAll(async () => {
  await prisma.$disconnect();
  await database.stop();
});
beforeEach(async () => {
  await prisma.node.deleteMany();
  await prisma.dcWorker.deleteMany();
});

/** A node that the broker has connected, last heard of so many minutes ago. */
async function node(name: string, minutesAgo = 0): Promise<string> {
  const id = formatNodeId(crypto.getRandomValues(new Uint8Array(16)));
  await prisma.node.create({
    data: { id, name, lastName: name, staticKey: crypto.getRandomValues(new Uint8Array(32)) },
  });
  const lastSeenAt = new Date(Date.now() - minutesAgo * MINUTE_MS);
  await prisma.presence.create({ data: { nodeId: id, online: true, since: lastSeenAt, lastSeenAt } });
  return id;
}

interface End {
  from: string;
  to: string;
  route: string | null;
  rttMicros?: number;
}

async function tunnel({ from, to, route, rttMicros = 20_000 }: End): Promise<void> {
  const at = new Date();
  const state = route === null ? 'noPath' : 'established';
  const reason = route === null ? 'no path: the peer is offline' : '';
  await prisma.tunnel.create({
    data: { nodeId: from, peerId: to, state, route, reason, rttMicros, since: at, at },
  });
}

describe('the summary', () => {
  it('is of an empty realm without a coordinator what it is', async () => {
    const summary = await readOverview(prisma, NOW);
    expect(summary).toMatchObject({ total: 0, byState: {}, pushes: [], look: { counts: {}, nodes: [] } });
    expect(summary.server.coordinator).toBe('never');
  });

  it('counts a tunnel once, as the worse of what its two ends say', async () => {
    const [a, b, c] = [await node('a'), await node('b'), await node('c')];
    await tunnel({ from: a, to: b, route: 'directV4' });
    await tunnel({ from: b, to: a, route: 'relayed' });
    await tunnel({ from: a, to: c, route: 'punched' });
    await tunnel({ from: b, to: c, route: null });
    expect((await readOverview(prisma, NOW)).routes).toEqual({ direct: 0, punched: 1, relayed: 1, none: 1 });
  });

  it('counts no tunnel of a node that is not there to tell', async () => {
    const [silent, peer] = [await node('silent', 30), await node('peer')];
    await tunnel({ from: silent, to: peer, route: 'relayed' });
    expect((await readOverview(prisma, NOW)).routes).toEqual({ direct: 0, punched: 0, relayed: 0, none: 0 });
  });

  it('names the worst nodes first, each once, with the tunnel that is the reason', async () => {
    const [slow, broken, peer] = [await node('slow'), await node('broken'), await node('peer')];
    await node('stale', 30);
    await tunnel({ from: slow, to: peer, route: 'relayed', rttMicros: 212_000 });
    await tunnel({ from: broken, to: peer, route: null });
    await tunnel({ from: broken, to: slow, route: 'relayed', rttMicros: 300_000 });
    const { look } = await readOverview(prisma, NOW);
    expect(look.counts).toEqual({ noPath: 1, stale: 1, slow: 1 });
    expect(look.nodes.map(({ name, kind, peer, rttMicros }) => [name, kind, peer, rttMicros])).toEqual([
      ['broken', 'noPath', 'peer', null],
      ['stale', 'stale', null, null],
      ['slow', 'slow', 'peer', 212_000],
    ]);
  });

  it('tells of a push which nodes refused it, apart from those where it failed, as its board does', async () => {
    const { id: createdBy } = await prisma.user.create({ data: { username: 'ops-tokyo', role: 'operator' } });
    const hash = new Uint8Array(32);
    for (const status of ['applied', 'failed', 'rejected', 'rejected', 'rolled_back', 'received'] as const) {
      const nodeId = await node(crypto.randomUUID());
      const dates = { issuedAt: NOW, expiresAt: NOW, createdAt: NOW };
      await prisma.configRevision.create({
        data: { nodeId, revision: 1, sections: '{}', hash, envelope: '', createdBy, ...dates },
      });
      await prisma.nodeConfigState.create({
        data: { nodeId, desiredRevision: 1, reportedRevision: 1, status },
      });
    }
    const { pushes } = await readOverview(prisma, NOW);
    expect(pushes).toMatchObject([{ nodes: 6, applied: 1, failed: 1, rejected: 2, rolledBack: 1 }]);
  });

  it('shows at most eight nodes and counts all', async () => {
    for (let number = 0; number < 11; number++) await node(`stale-${number}`, 30);
    const { look } = await readOverview(prisma, NOW);
    expect(look.nodes).toHaveLength(8);
    expect(look.counts).toEqual({ stale: 11 });
  });
});

describe('the throughput of the fleet', () => {
  const bucket = (minute: number, of: Partial<Prisma.TelemetryFiveMinutesCreateManyInput> = {}) => ({
    nodeId: 'fleet',
    at: new Date(Date.UTC(2026, 3, 2, 11, minute)),
    samples: 10,
    coveredMs: 600_000n,
    sentBytes: 3_000_000n,
    receivedBytes: 3_000_000n,
    sentPackets: 0n,
    receivedPackets: 0n,
    relayedBytes: 0n,
    handovers: 2n,
    rttSum: 0n,
    rttCount: 0,
    lossSum: 0n,
    lossCount: 0,
    tunnelsSum: 0n,
    ...of,
  });
  /** Samples at these seconds after 11:50:00, each 60,000 bytes sent and half of it received after the one before. */
  async function samples(nodeId: string, seconds: readonly number[]): Promise<void> {
    const { series } = await prisma.telemetryBoot.create({ data: { nodeId, bootId: crypto.randomUUID() } });
    await prisma.telemetrySample.createMany({
      data: seconds.map((second, index) => ({
        series,
        sequence: BigInt(index),
        at: new Date(Date.UTC(2026, 3, 2, 11, 50, second)),
        sentBytes: BigInt(index * 60_000),
        receivedBytes: BigInt(index * 30_000),
        sentPackets: 0n,
        receivedPackets: 0n,
      })),
    });
  }
  const read = async (range: FleetRange = '1h', now = NOW) => {
    const traffic = await readFleetTraffic(prisma, range, now);
    const byEnd = traffic.points.map((point) => [new Date(point.at).toISOString().slice(11, 16), point]);
    return { ...traffic, at: Object.fromEntries(byEnd) as Record<string, FleetPoint> };
  };
  beforeEach(async () => {
    await prisma.telemetryFiveMinutes.deleteMany();
    await prisma.telemetryHour.deleteMany();
  });

  it('is what the tier has of all nodes, with the relayed part apart', async () => {
    await prisma.telemetryFiveMinutes.createMany({
      data: [bucket(30), bucket(35, { relayedBytes: 1_500_000n }), bucket(40, { nodeId: 'a'.repeat(26) })],
    });
    const { at } = await read();
    expect(at['11:35']).toMatchObject({ endToEnd: 160_000, relayed: 0, handovers: 2 });
    expect(at['11:40']).toMatchObject({ endToEnd: 120_000, relayed: 40_000 });
    expect(at['11:45']).toMatchObject({ endToEnd: null, relayed: null, handovers: null });
  });

  it('is not known where less than half a point of one node was told, and zero where nothing went', async () => {
    const silent = { sentBytes: 0n, receivedBytes: 0n, handovers: 0n };
    await prisma.telemetryFiveMinutes.createMany({
      data: [bucket(30, { coveredMs: 149_000n }), bucket(35, silent)],
    });
    const { at } = await read();
    expect(at['11:35']?.endToEnd).toBeNull();
    expect(at['11:40']).toMatchObject({ endToEnd: 0, relayed: 0, handovers: 0 });
  });

  it('adds the newest minutes, which no tier has yet, from the samples of all nodes', async () => {
    // At 12:00:20 the tier is complete until 11:55, the samples until 11:59.
    await samples(await node('a'), [270, 330, 390, 450, 510, 570]);
    await samples(await node('b'), [300, 360, 420, 480, 540]);
    const { to, points } = await read();
    expect(new Date(to).toISOString()).toContain('11:59:00');
    expect(points.at(-1)).toMatchObject({ from: to - 4 * MINUTE_MS, at: to });
    // 2 x 90,000 bytes in 60 s.
    expect(points.at(-1)?.endToEnd).toBeCloseTo(24_000);
  });

  it('is read whatever a node said: from the tiers, and from samples no more than a node can carry', async () => {
    const most = 2n ** 63n - 1n;
    await prisma.telemetryFiveMinutes.createMany({
      data: [bucket(30, { sentBytes: most, receivedBytes: most }), bucket(35)],
    });
    const { series } = await prisma.telemetryBoot.create({
      data: { nodeId: await node('a'), bootId: crypto.randomUUID() },
    });
    const untrue = BigInt(Number.MAX_SAFE_INTEGER);
    await prisma.telemetrySample.createMany({
      data: Array.from({ length: 8 }, (_, index) => ({
        series,
        sequence: BigInt(index),
        at: new Date(Date.UTC(2026, 3, 2, 11, 52, index * 60)),
        sentBytes: index % 2 === 0 ? 0n : untrue,
        receivedBytes: index % 2 === 0 ? 0n : untrue,
        sentPackets: 0n,
        receivedPackets: 0n,
      })),
    });
    const { at, points } = await read();
    expect(at['11:35']?.endToEnd).toBeGreaterThan(1e16);
    expect(at['11:40']).toMatchObject({ endToEnd: 160_000 });
    // In every other minute both ways at 100 Gbit/s.
    expect(points.at(-1)?.endToEnd).toBeCloseTo(100e9);
  });

  it('takes nothing of a silence from the samples, and begins anew after a restart', async () => {
    const id = await node('a');
    await samples(id, [10, 530]);
    await samples(id, [531, 591]);
    const { points } = await read();
    // Of the minutes from 11:55 to 11:59 nine seconds are told.
    expect(points.at(-1)?.endToEnd).toBeNull();
  });

  it.each([
    ['1h', 13, 4],
    ['24h', 289, 4],
    ['7d', 337, 30],
    ['30d', 361, 120],
  ] as const)(
    'has of %s at most %d points, and ends where every node had the time to report',
    async (range, most, minutes) => {
      const { from, to, points } = await read(range, new Date('2026-04-02T12:00:20Z'));
      expect(points.length).toBeLessThanOrEqual(most);
      expect(points[0]?.from).toBe(from);
      expect(points.at(-1)?.at).toBe(to);
      expect((points.at(-1)?.at ?? 0) - (points.at(-1)?.from ?? 0)).toBeLessThanOrEqual(minutes * MINUTE_MS);
      expect(NOW.getTime() - to).toBeGreaterThanOrEqual(75_000);
    },
  );

  it('reads a month from the hours, two of them a point', async () => {
    await prisma.telemetryHour.createMany({
      data: [8, 9].map((hour) =>
        bucket(0, { at: new Date(Date.UTC(2026, 3, 2, hour)), coveredMs: 3_600_000n }),
      ),
    });
    expect((await read('30d')).at['10:00']?.endToEnd).toBeCloseTo((12_000_000 * 8) / 7_200);
  });

  it('counts the handovers of the last hour, and knows of none where nobody told anything', async () => {
    expect((await readOverview(prisma, NOW)).handovers.count).toBeNull();
    await prisma.telemetryFiveMinutes.createMany({ data: [bucket(-5), bucket(0), bucket(55)] });
    const { handovers } = await readOverview(prisma, NOW);
    expect(handovers).toEqual({ count: 4, until: Date.UTC(2026, 3, 2, 12) });
  });
});

describe('the latest events', () => {
  it('are those that arrived last of nodes that are there, each with its node', async () => {
    const [here, gone] = [await node('here'), await node('gone')];
    for (const [nodeId, sequence] of [
      [here, 1n],
      [gone, 2n],
    ] as const) {
      const event = { nodeId, bootId: 'b', sequence, at: NOW, kind: 'handover', detail: { text: '41 ms' } };
      await prisma.nodeEvent.create({ data: event });
    }
    await prisma.node.update({ where: { id: gone }, data: { deletedAt: NOW, name: null } });
    const { events } = await readOverview(prisma, NOW);
    expect(events).toMatchObject([{ kind: 'handover', text: '41 ms', node: { id: here, name: 'here' } }]);
  });
});
