import type { Endpoint } from './endpoint.ts';
import { type IpAddress, unmapIpAddress } from './ip-address.ts';
import { type Prefix, parsePrefix, prefixContains } from './prefix.ts';

/** Why an address is no candidate: nothing may make a node or a coordinator send packets there. */
export type CandidateRefusal =
  | 'unspecified'
  | 'loopback'
  | 'linkLocal'
  | 'multicast'
  | 'broadcast'
  | 'realmPrefix'
  | 'portZero';

const SPECIAL_ADDRESSES: readonly (readonly [prefix: Prefix, reason: CandidateRefusal])[] = [
  [parsePrefix('0.0.0.0/8'), 'unspecified'],
  [parsePrefix('127.0.0.0/8'), 'loopback'],
  [parsePrefix('169.254.0.0/16'), 'linkLocal'],
  [parsePrefix('224.0.0.0/4'), 'multicast'],
  [parsePrefix('255.255.255.255/32'), 'broadcast'],
  [parsePrefix('::/128'), 'unspecified'],
  [parsePrefix('::1/128'), 'loopback'],
  [parsePrefix('fe80::/10'), 'linkLocal'],
  [parsePrefix('ff00::/8'), 'multicast'],
];

/**
 * Why this address must not be a candidate, or undefined when it may be one. IPv4-mapped addresses are unwrapped
 * first. `allowedTestPrefixes` is empty except in tests and demonstrations; it lifts the special addresses only,
 * never `realmPrefixes` (the realm's own virtual addresses).
 */
export function candidateRefusal(
  address: IpAddress,
  allowedTestPrefixes: readonly Prefix[],
  realmPrefixes: readonly Prefix[] = [],
): CandidateRefusal | undefined {
  const plain = unmapIpAddress(address);
  if (realmPrefixes.some((prefix) => prefixContains(prefix, plain))) return 'realmPrefix';
  if (allowedTestPrefixes.some((prefix) => prefixContains(prefix, plain))) return undefined;
  return SPECIAL_ADDRESSES.find(([prefix]) => prefixContains(prefix, plain))?.[1];
}

/** As `candidateRefusal`, and port 0 is refused too. */
export function endpointRefusal(
  endpoint: Endpoint,
  allowedTestPrefixes: readonly Prefix[],
  realmPrefixes: readonly Prefix[] = [],
): CandidateRefusal | undefined {
  if (endpoint.port === 0) return 'portZero';
  return candidateRefusal(endpoint.address, allowedTestPrefixes, realmPrefixes);
}
