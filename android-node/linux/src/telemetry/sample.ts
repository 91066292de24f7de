import type { NodeStatus } from '@ntmobile/node-core';
import type { NetworkType, TelemetrySample } from '@ntmobile/shared/fleet';

/** What a sample is taken from. */
export interface SampleSources {
  readonly status: NodeStatus;
  /** Totals of the data plane since its start; they outlive the peers that they came from. */
  readonly totals: Readonly<Record<string, number>>;
  readonly network: NetworkType;
  readonly wallClockMs: number;
}

/** One reading of a node. No relay carries anything and no tunnel moves yet, so these counters stay 0. */
export function sampleOf({ status, totals, network, wallClockMs }: SampleSources): TelemetrySample {
  const { rttMs } = status.coordinator;
  return {
    at: Math.trunc(wallClockMs),
    sentBytes: totals.sentBytes ?? 0,
    sentPackets: totals.sentPackets ?? 0,
    receivedBytes: totals.receivedBytes ?? 0,
    receivedPackets: totals.receivedPackets ?? 0,
    relayedBytes: 0,
    handovers: 0,
    ...(rttMs !== undefined && { rttMs: milliseconds(rttMs) }),
    routes: establishedRoutes(status),
    network,
  };
}

function establishedRoutes({ tunnels }: NodeStatus): TelemetrySample['routes'] {
  const routes: TelemetrySample['routes'] = {};
  for (const { route } of tunnels) if (route !== undefined) routes[route] = (routes[route] ?? 0) + 1;
  return routes;
}

const LONGEST_RTT_MS = 600_000;

/** A round-trip time as telemetry carries it: microseconds are enough. */
export function milliseconds(value: number): number {
  return Math.round(Math.min(Math.max(value, 0), LONGEST_RTT_MS) * 1_000) / 1_000;
}
