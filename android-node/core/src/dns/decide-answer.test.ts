import { DNS_TYPE, parseIpAddress, parsePrefix, prefixContains } from '@ntmobile/shared';
import { describe, expect, it } from 'vitest';
import { decideAnswer, type KnownNames } from './decide-answer.ts';
import { addressOfReverseName } from './reverse-name.ts';

const NODE = { name: 'b', addresses: [parseIpAddress('198.18.0.12')] };
const pools = ['198.18.0.0/15', 'fd00:1::/64'].map(parsePrefix);
const known: KnownNames = {
  domain: 'ntm.internal',
  contains: (address) => pools.some((pool) => prefixContains(pool, address)),
  byName: (label) => (label === 'b' ? NODE : undefined),
  byAddress: (address) => (address.bytes.at(-1) === 12 ? NODE : undefined),
};
const decide = (name: string, type: number = DNS_TYPE.A) => decideAnswer({ name, type }, known);

describe('DNS decision', () => {
  it('forwards what is not the realm, and everything without a realm', () => {
    expect(decide('example.org').kind).toBe('forward');
    expect(decide('xntm.internal').kind).toBe('forward');
    expect(decide('1.2.0.192.in-addr.arpa', DNS_TYPE.PTR).kind).toBe('forward');
    expect(decideAnswer({ name: 'b.ntm.internal', type: 1 }, undefined).kind).toBe('forward');
  });

  it('answers known nodes itself, by name and by address', () => {
    expect(decide('b.ntm.internal')).toEqual({ kind: 'node', node: NODE });
    expect(decide('12.0.18.198.in-addr.arpa', DNS_TYPE.PTR)).toEqual({ kind: 'node', node: NODE });
  });

  it('asks for directions by A and AAAA only, for anything else as a look-up', () => {
    const target = { kind: 'name', name: 'c.ntm.internal' };
    expect(decide('c.ntm.internal')).toEqual({ kind: 'ask', target, lookup: false });
    expect(decide('c.ntm.internal', DNS_TYPE.AAAA)).toEqual({ kind: 'ask', target, lookup: false });
    expect(decide('c.ntm.internal', 16)).toEqual({ kind: 'ask', target, lookup: true });
    expect(decide('9.0.18.198.in-addr.arpa', DNS_TYPE.PTR)).toMatchObject({ kind: 'ask', lookup: true });
  });

  it('knows the realm itself and that nodes have one label', () => {
    expect(decide('ntm.internal', DNS_TYPE.SOA).kind).toBe('realm');
    expect(decide('x.b.ntm.internal').kind).toBe('noSuchName');
    expect(decide(`${'x'.repeat(64)}.ntm.internal`).kind).toBe('noSuchName');
  });
});

describe('reverse names', () => {
  const ip6 = `${'1.0.0.0'.split('.').join('.')}.${'0.'.repeat(20)}1.0.0.0.0.0.d.f.ip6.arpa`;

  it('are whole addresses of both families', () => {
    expect(addressOfReverseName('12.0.18.198.in-addr.arpa')).toEqual(parseIpAddress('198.18.0.12'));
    expect(addressOfReverseName(ip6)).toEqual(parseIpAddress('fd00:1::1'));
  });

  it.each([
    '18.198.in-addr.arpa',
    '256.0.18.198.in-addr.arpa',
    '01.0.18.198.in-addr.arpa',
    'in-addr.arpa',
    '',
    ip6.replace('d.f', 'd.g'),
    ip6.slice(2),
  ])('%s is none', (name) => {
    expect(addressOfReverseName(name)).toBeUndefined();
  });
});
