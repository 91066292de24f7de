import type { NodeStatus, PeerCounters, TunnelStatus } from '@ntmobile/node-core';
import { formatNodeId } from '@ntmobile/shared';
import { MAX_TUNNELS, telemetrySampleSchema, telemetryTunnelSchema } from '@ntmobile/shared/fleet';
import { expect, it } from 'vitest';
import { sampleOf } from './sample.ts';
import { TunnelList } from './tunnel-list.ts';

const id = (byte: number) => formatNodeId(new Uint8Array(16).fill(byte));
const tunnel = (peer: number, change: Partial<TunnelStatus> = {}): TunnelStatus => ({
  peer,
  name: `n${peer}`,
  nodeId: id(peer),
  virtualAddresses: ['198.18.0.9'],
  state: 'established',
  route: 'directV4',
  why: 'both ends have a public IPv4 address',
  endpoint: '192.0.2.9:4000',
  rttMs: 1.23456,
  pathMtu: 1440,
  since: 400,
  sentBytes: 0,
  receivedBytes: 0,
  ...change,
});
const counters = (peer: number, bytes: number): PeerCounters => ({
  peer,
  sentBytes: bytes,
  sentPackets: 1,
  receivedBytes: 2 * bytes,
  receivedPackets: 2,
});
const at = { now: 1_000, wallClockMs: 1_800_000_000_000.5 };

it('lists tunnels as the schema wants them, with wall-clock times, without plain WireGuard peers', () => {
  const { nodeId: _, ...stock } = tunnel(2, { route: 'stock' });
  const list = new TunnelList().take({ tunnels: [tunnel(1), stock], peers: [counters(1, 10)], ...at });
  expect(list.map((entry) => telemetryTunnelSchema.parse(entry))).toEqual(list);
  expect(list).toMatchObject([
    { peer: id(1), since: 1_799_999_999_400, sentBytes: 10, receivedBytes: 20, rttMs: 1.235, pathMtu: 1440 },
  ]);
});

it('keeps the bytes of a correspondent that went and came back', () => {
  const list = new TunnelList();
  const take = (tunnels: TunnelStatus[], peers: PeerCounters[]) =>
    list.take({ tunnels, peers, ...at }).map(({ sentBytes }) => sentBytes);
  expect(take([tunnel(1)], [counters(1, 100)])).toEqual([100]);
  expect(take([], [])).toEqual([]);
  expect(take([tunnel(7, { nodeId: id(1) })], [counters(7, 5)])).toEqual([105]);
  expect(take([tunnel(7, { nodeId: id(1) })], [counters(7, 6)])).toEqual([106]);
  expect(take([tunnel(8, { nodeId: id(1) })], [])).toEqual([106]);
});

it('lists those heard of most recently where there are too many', () => {
  const tunnels = Array.from({ length: MAX_TUNNELS + 10 }, (_, index) =>
    tunnel(index + 1, { lastReceivedAt: index }),
  );
  const list = new TunnelList().take({ tunnels, peers: [], ...at });
  expect(list).toHaveLength(MAX_TUNNELS);
  expect(list[0]?.peer).toBe(id(MAX_TUNNELS + 10));
});

it('a sample counts established tunnels by route and takes the totals of the data plane', () => {
  const status: NodeStatus = {
    bootId: id(9),
    virtualAddresses: [],
    coordinator: { state: 'registered', rttMs: 3.00049, since: 0 },
    tunnels: [tunnel(1), tunnel(2), tunnel(3, { route: 'sameLan' }), waiting()],
    counts: {},
  };
  const totals = { sentBytes: 5, sentPackets: 1, receivedBytes: 7, receivedPackets: 2, noRoute: 3 };
  const sample = sampleOf({ status, totals, network: 'ethernet', wallClockMs: at.wallClockMs });
  expect(telemetrySampleSchema.parse(sample)).toEqual(sample);
  expect(sample).toMatchObject({
    at: 1_800_000_000_000,
    routes: { directV4: 2, sameLan: 1 },
    rttMs: 3,
    sentBytes: 5,
  });
});

function waiting(): TunnelStatus {
  const { route: _, ...rest } = tunnel(4, { state: 'connecting' });
  return rest;
}
