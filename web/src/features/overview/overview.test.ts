import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { startTemporaryDatabase, type TemporaryDatabase } from '@ntmobile/prisma/testing';
import { formatNodeId } from '@ntmobile/shared';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readOverview } from './summary/get-overview.ts';
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

  it('shows at most eight nodes and counts all', async () => {
    for (let number = 0; number < 11; number++) await node(`stale-${number}`, 30);
    const { look } = await readOverview(prisma, NOW);
    expect(look.nodes).toHaveLength(8);
    expect(look.counts).toEqual({ stale: 11 });
  });
});

describe('the throughput of the fleet', () => {
  /** Samples at these seconds after 11:30:00, each 60,000 bytes sent and half of it received after the one before. */
  async function samples(nodeId: string, seconds: readonly number[]): Promise<void> {
    const boot = { nodeId, bootId: crypto.randomUUID() };
    const { series } = await prisma.telemetryBoot.create({ data: boot });
    await prisma.telemetrySample.createMany({
      data: seconds.map((second, index) => ({
        series,
        sequence: BigInt(index),
        at: new Date(Date.UTC(2026, 3, 2, 11, 30, second)),
        sentBytes: BigInt(index * 60_000),
        receivedBytes: BigInt(index * 30_000),
        sentPackets: 0n,
        receivedPackets: 0n,
      })),
    });
  }
  const read = async () => {
    const { points } = await readFleetTraffic(prisma, '30m', NOW);
    return Object.fromEntries(points.map((point) => [new Date(point.at).toISOString().slice(11, 16), point]));
  };

  it('is the sum of all nodes, spread over the time between their samples', async () => {
    await samples(await node('a'), [30, 90, 150]);
    await samples(await node('b'), [0, 60, 120, 180]);
    const points = await read();
    // In the second minute both tell all of it: 2 x 60,000 bytes in 60 s.
    expect(points['11:32']).toMatchObject({ sent: 16_000, received: 8_000 });
    // In the third, a tells the first half only.
    expect(points['11:33']?.sent).toBeCloseTo(12_000);
  });

  it('is not known where no node told anything, and zero where they told that nothing went', async () => {
    const quiet = await node('quiet');
    const { series } = await prisma.telemetryBoot.create({ data: { nodeId: quiet, bootId: 'quiet' } });
    for (const minute of [40, 41, 42])
      await prisma.telemetrySample.create({
        data: {
          series,
          sequence: BigInt(minute),
          at: new Date(Date.UTC(2026, 3, 2, 11, minute)),
          sentBytes: 5n,
          receivedBytes: 5n,
          sentPackets: 0n,
          receivedPackets: 0n,
        },
      });
    const points = await read();
    expect(points['11:35']).toMatchObject({ sent: null, received: null });
    expect(points['11:42']).toMatchObject({ sent: 0, received: 0 });
  });

  it('says nothing of a silence, and begins anew after a restart', async () => {
    const id = await node('a');
    await samples(id, [0, 60, 900]);
    await samples(id, [1_000, 1_060]);
    const points = await read();
    expect(points['11:31']?.sent).toBe(8_000);
    expect(points['11:40']?.sent).toBeNull();
    for (const point of Object.values(points)) expect(point.sent ?? 0).toBeLessThanOrEqual(8_000);
  });

  it('ends where every node had the time to report', async () => {
    const { to, points, stepMs, ranges } = await readFleetTraffic(prisma, '24h', NOW);
    expect(NOW.getTime() - to).toBeGreaterThanOrEqual(60_000);
    expect(points.at(-1)?.at).toBe(to);
    expect(stepMs).toBe(1_800_000);
    expect(ranges).toEqual(['30m', '3h', '24h']);
  });
});
