import { formatEndpoint, formatIpAddress, formatPathId } from '@ntmobile/shared';
import type { PeerCounters } from '../inputs.ts';
import type { TunnelStatus } from '../report.ts';
import type { TunnelEntry, TunnelLink } from './tunnel-entry.ts';

/** What a person is told about a tunnel. */
export function tunnelStatus(entry: TunnelEntry, counters?: PeerCounters): TunnelStatus {
  const { node, link, endpoint, rttMs } = entry;
  return {
    peer: entry.peer,
    name: node.name,
    nodeId: node.nodeId,
    virtualAddresses: node.addresses.map(formatIpAddress),
    state: link.kind,
    ...(link.kind === 'established' && { route: link.route.kind }),
    why: whyOf(link),
    ...(endpoint !== undefined && { endpoint: formatEndpoint(endpoint) }),
    ...(rttMs !== undefined && { rttMs }),
    pathMtu: entry.pathMtu,
    since: link.since,
    pathId: formatPathId(entry.direction.pathId),
    sentBytes: counters?.sentBytes ?? 0,
    receivedBytes: counters?.receivedBytes ?? 0,
    ...(counters?.lastReceivedAt !== undefined && { lastReceivedAt: counters.lastReceivedAt }),
  };
}

/** The reason for the state of a tunnel, in words. */
export function whyOf(link: TunnelLink): string {
  if (link.kind === 'established') return link.route.reason;
  return link.kind === 'connecting' ? 'message 1 is out' : link.why;
}
