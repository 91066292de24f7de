import { type Candidate, formatEndpoint, parseEndpoint } from '@ntmobile/shared';
import { describe, expect, it } from 'vitest';
import { orderCandidates } from './order-candidates.ts';
import { selectRoute } from './select-route.ts';

const candidate = (source: Candidate['source'], endpoint: string): Candidate => ({
  source,
  network: 1,
  endpoint: parseEndpoint(endpoint),
});

const PEER = [
  candidate('observed', '203.0.113.9:700'),
  candidate('interface', '192.168.1.5:600'),
  candidate('interface', '198.51.100.3:600'),
  candidate('interface', '[2001:db8::3]:601'),
  candidate('relayed', '198.51.100.99:5000'),
];

const order = (ownObserved: string, usable = (_family: number) => true) =>
  orderCandidates({ ownObserved: [parseEndpoint(ownObserved)], peerCandidates: PEER }, (endpoint) =>
    usable(endpoint.address.family),
  ).map(formatEndpoint);

describe('order of candidates', () => {
  it('takes global IPv6, global IPv4, observed, then private ones between different networks', () => {
    expect(order('192.0.2.1:5')).toEqual([
      '[2001:db8::3]:601',
      '198.51.100.3:600',
      '203.0.113.9:700',
      '192.168.1.5:600',
    ]);
  });

  it('takes the interfaces first behind the same NAT', () => {
    expect(order('203.0.113.9:40')).toEqual([
      '192.168.1.5:600',
      '198.51.100.3:600',
      '[2001:db8::3]:601',
      '203.0.113.9:700',
    ]);
  });

  it('leaves out families without a socket and keeps one of equal endpoints', () => {
    expect(order('192.0.2.1:5', (family) => family === 6)).toEqual(['[2001:db8::3]:601']);
    const twice = [candidate('observed', '192.0.2.7:1'), candidate('interface', '192.0.2.7:1')];
    expect(orderCandidates({ ownObserved: [], peerCandidates: twice }, () => true)).toHaveLength(1);
  });
});

describe('route selection', () => {
  const path = (endpoint: string, rttMs?: number) => ({
    endpoint: parseEndpoint(endpoint),
    ...(rttMs !== undefined && { rttMs }),
  });
  const facts = (ownObserved: string) => ({
    ownObserved: [parseEndpoint(ownObserved)],
    peerCandidates: PEER,
  });

  it('prefers the same network to IPv6 to IPv4, whatever the round trip', () => {
    const paths = [path('203.0.113.9:700', 1), path('[2001:db8::3]:601', 5), path('192.168.1.5:600', 50)];
    expect(selectRoute(paths, facts('203.0.113.9:1'))).toMatchObject({
      kind: 'sameLan',
      reason: 'same network: the coordinator sees both ends at 203.0.113.9',
    });
    expect(selectRoute(paths, facts('192.0.2.1:1'))?.kind).toBe('directV6');
    expect(selectRoute(paths.slice(0, 1), facts('192.0.2.1:1'))).toMatchObject({
      kind: 'directV4',
      reason: 'direct: the peer answers at the IPv4 address that the coordinator sees',
    });
  });

  it('takes the shortest round trip within a class, and nothing from nothing', () => {
    const paths = [path('198.51.100.3:600'), path('203.0.113.9:700', 9), path('192.0.2.200:3', 4)];
    expect(selectRoute(paths, facts('192.0.2.1:1'))).toMatchObject({
      endpoint: parseEndpoint('192.0.2.200:3'),
      reason: 'direct: the peer answers at an IPv4 address that it had not announced',
    });
    expect(selectRoute([], facts('192.0.2.1:1'))).toBeUndefined();
  });
});
