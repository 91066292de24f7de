import { type Candidate, type Endpoint, type IpAddress, ipAddressEquals } from '@ntmobile/shared';

/** What both ends of a path know about where they are. */
export interface RouteFacts {
  /** Sources of our own packets as the coordinator saw them, one for each family at most. */
  readonly ownObserved: readonly Endpoint[];
  readonly peerCandidates: readonly Candidate[];
}

/** The address that both ends show to the coordinator, if there is one: they are behind the same NAT. */
export function sharedObservedAddress(facts: RouteFacts): IpAddress | undefined {
  const peerObserved = facts.peerCandidates.filter((candidate) => candidate.source === 'observed');
  return facts.ownObserved
    .map((own) => own.address)
    .find((own) => peerObserved.some((peer) => ipAddressEquals(peer.endpoint.address, own)));
}
