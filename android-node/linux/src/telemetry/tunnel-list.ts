import type { PeerCounters, TunnelStatus } from '@ntmobile/node-core';
import { MAX_TUNNELS, type TelemetryTunnel } from '@ntmobile/shared/fleet';
import { milliseconds } from './sample.ts';

const LONGEST_WHY = 200;
const COUNTERS = ['sentBytes', 'sentPackets', 'receivedBytes', 'receivedPackets'] as const;
type Traffic = Record<(typeof COUNTERS)[number], number>;
const NOTHING: Traffic = { sentBytes: 0, sentPackets: 0, receivedBytes: 0, receivedPackets: 0 };

/** What a list of tunnels is made from. */
export interface TunnelSources {
  readonly tunnels: readonly TunnelStatus[];
  readonly peers: readonly PeerCounters[];
  /** Monotonic milliseconds, as in the statuses. */
  readonly now: number;
  readonly wallClockMs: number;
}

interface Account {
  readonly peer: number;
  readonly before: Traffic;
  readonly latest: Traffic;
}

/**
 * The tunnels of a node as telemetry lists them. A correspondent that goes and comes back has another number at the
 * data plane, with counters from 0; here its bytes are those of the whole boot, up to the last list before it went.
 */
export class TunnelList {
  readonly #accounts = new Map<string, Account>();

  /** At most `MAX_TUNNELS`, those heard of most recently first. */
  take(sources: TunnelSources): TelemetryTunnel[] {
    const { tunnels, peers, now, wallClockMs } = sources;
    const counters = new Map(peers.map((peer) => [peer.peer, peer]));
    const listed = tunnels.flatMap((tunnel) => {
      const { nodeId } = tunnel;
      if (nodeId === undefined) return [];
      const traffic = this.#trafficOf(nodeId, tunnel.peer, counters.get(tunnel.peer) ?? NOTHING);
      const since = Math.max(0, Math.trunc(wallClockMs - (now - tunnel.since)));
      return [
        { heardAt: tunnel.lastReceivedAt ?? 0, entry: { ...entryOf(nodeId, tunnel), ...traffic, since } },
      ];
    });
    listed.sort((a, b) => b.heardAt - a.heardAt);
    return listed.slice(0, MAX_TUNNELS).map(({ entry }) => entry);
  }

  #trafficOf(nodeId: string, peer: number, counted: Traffic): Traffic {
    const known = this.#accounts.get(nodeId);
    const before =
      known === undefined ? NOTHING : known.peer === peer ? known.before : sum(known.before, known.latest);
    this.#accounts.set(nodeId, { peer, before, latest: counted });
    return sum(before, counted);
  }
}

function entryOf(nodeId: string, tunnel: TunnelStatus) {
  const { pathId, state, route, why, endpoint, rttMs, pathMtu } = tunnel;
  return {
    peer: nodeId,
    ...(pathId !== undefined && { pathId }),
    state,
    ...(route !== undefined && { route }),
    why: why.slice(0, LONGEST_WHY),
    ...(endpoint !== undefined && { endpoint }),
    ...(rttMs !== undefined && { rttMs: milliseconds(rttMs) }),
    pathMtu,
  };
}

function sum(a: Traffic, b: Traffic): Traffic {
  return Object.fromEntries(COUNTERS.map((name) => [name, a[name] + b[name]])) as Traffic;
}
