import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { DemoFleet } from '../../android-node/linux/src/demo/demo-fleet.ts';
import { WholeRealm } from './whole-realm.ts';

let realm: WholeRealm;
let fleet: DemoFleet;
const said: string[] = [];
const soon = { timeout: 40_000, interval: 100 };

beforeAll(async () => {
  realm = await WholeRealm.start();
  fleet = new DemoFleet({ dataDirectory: realm.dataDirectory, nodes: 3 }, (line) => said.push(line));
  await fleet.start();
}, 60_000);
afterAll(async () => {
  await fleet?.stop();
  await realm?.stop();
});

it('enrols its devices by name, marked as simulated and as part of the demonstration', async () => {
  const nodes = await realm.prisma.node.findMany({
    select: { name: true, platform: true, demo: true },
    orderBy: { name: 'asc' },
  });
  expect(nodes).toEqual(
    ['demo-kiosk-1', 'demo-till-2', 'demo-van-3'].map((name) => ({
      name,
      platform: 'simulated',
      demo: true,
    })),
  );
  expect(said).toContain('3 devices run');
});

it('has them meet by name and talk through tunnels, counted alike at both ends', async () => {
  await vi.waitFor(() => {
    const established = fleet.nodes.flatMap(({ node }) =>
      node
        .status()
        .tunnels.filter(({ state, receivedBytes }) => state === 'established' && receivedBytes > 0),
    );
    expect(established.length).toBeGreaterThanOrEqual(2);
  }, soon);
  const total = (name: string) =>
    fleet.nodes.reduce((sum, { node }) => sum + (node.counters().totals[name] ?? 0), 0);
  expect(total('receivedBytes')).toBeGreaterThan(0);
  expect(total('receivedBytes')).toBeLessThanOrEqual(total('sentBytes'));
});

it('reports that to the servers, with tunnels and the configuration applied', async () => {
  await vi.waitFor(async () => {
    expect(await realm.prisma.presence.count({ where: { online: true } })).toBe(3);
    expect(await realm.prisma.nodeConfigState.count({ where: { status: 'applied' } })).toBe(3);
    expect(await realm.prisma.tunnel.count({ where: { state: 'established' } })).toBeGreaterThanOrEqual(2);
    const traffic = await realm.prisma.telemetrySample.count({ where: { receivedBytes: { gt: 0 } } });
    expect(traffic).toBeGreaterThan(0);
  }, soon);
});

it('are the same nodes after a restart', async () => {
  const before = await realm.prisma.node.findMany({ select: { id: true }, orderBy: { id: 'asc' } });
  await fleet.stop();
  await vi.waitFor(
    async () => expect(await realm.prisma.presence.count({ where: { online: true } })).toBe(0),
    soon,
  );
  fleet = new DemoFleet({ dataDirectory: realm.dataDirectory, nodes: 3 }, (line) => said.push(line));
  await fleet.start();
  expect(await realm.prisma.node.findMany({ select: { id: true }, orderBy: { id: 'asc' } })).toEqual(before);
  await vi.waitFor(
    async () => expect(await realm.prisma.presence.count({ where: { online: true } })).toBe(3),
    soon,
  );
});
