import { type Endpoint, endpointEquals, formatIpAddress } from '@ntmobile/shared';
import type { RouteKind } from '../report.ts';
import { isPrivateAddress } from './address-scope.ts';
import { type RouteFacts, sharedObservedAddress } from './route-facts.ts';

/** A path over which the peer has answered. */
export interface ProvenPath {
  readonly endpoint: Endpoint;
  readonly rttMs?: number;
}

/** The choice and why it was made. */
export interface Route {
  readonly kind: Exclude<RouteKind, 'stock'>;
  readonly endpoint: Endpoint;
  /** In words that a person understands. */
  readonly reason: string;
}

/** Classes of routes, best first: the order is the priority. */
const CLASSES: readonly Route['kind'][] = ['sameLan', 'directV6', 'directV4'];

/** The best of the proven paths: by class, within a class by round trip. Undefined without any. */
export function selectRoute(paths: readonly ProvenPath[], facts: RouteFacts): Route | undefined {
  const ranked = paths
    .map((path) => ({ path, route: classify(path.endpoint, facts) }))
    .sort(
      (a, b) =>
        CLASSES.indexOf(a.route.kind) - CLASSES.indexOf(b.route.kind) ||
        (a.path.rttMs ?? Number.POSITIVE_INFINITY) - (b.path.rttMs ?? Number.POSITIVE_INFINITY),
    );
  return ranked[0]?.route;
}

function classify(endpoint: Endpoint, facts: RouteFacts): Route {
  const shared = sharedObservedAddress(facts);
  const candidate = facts.peerCandidates.find((known) => endpointEquals(known.endpoint, endpoint));
  if (shared !== undefined && candidate?.source === 'interface') {
    const reason = `same network: the coordinator sees both ends at ${formatIpAddress(shared)}`;
    return { kind: 'sameLan', endpoint, reason };
  }
  if (endpoint.address.family === 6) {
    return { kind: 'directV6', endpoint, reason: 'direct: the peer answers at an IPv6 address' };
  }
  return {
    kind: 'directV4',
    endpoint,
    reason: `direct: the peer answers at ${describeV4(endpoint, candidate)}`,
  };
}

function describeV4(endpoint: Endpoint, candidate: { source: string } | undefined): string {
  if (candidate === undefined) return 'an IPv4 address that it had not announced';
  if (candidate.source === 'observed') return 'the IPv4 address that the coordinator sees';
  return isPrivateAddress(endpoint.address)
    ? 'a private IPv4 address that is routed here'
    : 'a global IPv4 address';
}
