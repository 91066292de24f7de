import type { PeerCounters } from '../inputs.ts';
import type { TunnelStateName, TunnelStatus } from '../report.ts';
import type { StockPeerEntry } from './stock-peer-entry.ts';

/** Largest inner packet towards a stock peer unless configured: WireGuard's own default. */
export const DEFAULT_STOCK_PATH_MTU = 1420;

/** What a person is told about a stock peer. */
export function stockPeerStatus(entry: StockPeerEntry, counters?: PeerCounters): TunnelStatus {
  const { settings, endpoint, rttMs } = entry;
  const state = stateOf(entry);
  return {
    peer: entry.peer,
    name: settings.name,
    virtualAddresses: settings.prefixes,
    state,
    ...(state === 'established' && { route: 'stock' as const }),
    why: WHY[state],
    ...(endpoint !== undefined && { endpoint }),
    ...(rttMs !== undefined && { rttMs }),
    pathMtu: settings.pathMtu ?? DEFAULT_STOCK_PATH_MTU,
    since: entry.since,
    sentBytes: counters?.sentBytes ?? 0,
    receivedBytes: counters?.receivedBytes ?? 0,
    ...(counters?.lastReceivedAt !== undefined && { lastReceivedAt: counters.lastReceivedAt }),
  };
}

const WHY: Readonly<Record<TunnelStateName, string>> = {
  established: 'configured by a person; the address it was last heard from',
  connecting: 'message 1 is out',
  idle: 'no traffic',
  noPath: 'no endpoint is known',
};

function stateOf(entry: StockPeerEntry): TunnelStateName {
  if (entry.sessions.current !== undefined) return 'established';
  if (entry.handshake.kind === 'initiating') return 'connecting';
  return entry.endpoint === undefined ? 'noPath' : 'idle';
}
