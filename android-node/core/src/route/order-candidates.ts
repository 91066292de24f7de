import { type Candidate, type Endpoint, endpointKey } from '@ntmobile/shared';
import { isPrivateAddress } from './address-scope.ts';
import { type RouteFacts, sharedObservedAddress } from './route-facts.ts';

/** How many candidates of one direction get message 1. */
export const TRIED_CANDIDATES = 4;

/**
 * The endpoints to which message 1 goes, best first: addresses of the peer's interfaces when both ends show the
 * same observed address, then global IPv6, global IPv4, observed ones, private ones.
 */
export function orderCandidates(
  facts: RouteFacts,
  reachable: (endpoint: Endpoint) => boolean,
): readonly Endpoint[] {
  const sameNetwork = sharedObservedAddress(facts) !== undefined;
  const ranked = facts.peerCandidates
    .filter((candidate) => candidate.source !== 'relayed' && reachable(candidate.endpoint))
    .map((candidate, position) => ({ candidate, position, rank: rankOf(candidate, sameNetwork) }))
    .sort((a, b) => a.rank - b.rank || a.position - b.position);
  const best = new Map<string, Endpoint>();
  for (const { candidate } of ranked) {
    const key = endpointKey(candidate.endpoint);
    if (!best.has(key)) best.set(key, candidate.endpoint);
  }
  return [...best.values()].slice(0, TRIED_CANDIDATES);
}

function rankOf(candidate: Candidate, sameNetwork: boolean): number {
  const { address } = candidate.endpoint;
  if (sameNetwork && candidate.source === 'interface') return 0;
  if (isPrivateAddress(address) && candidate.source === 'interface') return 4;
  if (address.family === 6) return 1;
  return candidate.source === 'interface' ? 2 : 3;
}
