import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  candidateRefusal,
  DecodeError,
  endpointRefusal,
  formatEndpoint,
  formatIpAddress,
  formatPrefix,
  hostPrefix,
  ipAddressOf,
  parseEndpoint,
  parseIpAddress,
  parsePrefix,
  prefixContains,
} from '../index.ts';

describe('address text', () => {
  test.each([
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['2001:DB8::1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['::ffff:1.2.3.4', '::ffff:102:304'],
    ['192.0.2.255', '192.0.2.255'],
  ])('writes %s as RFC 5952 says', (text, canonical) => {
    expect(formatIpAddress(parseIpAddress(text))).toBe(canonical);
  });

  test.each([
    '',
    '1.2.3',
    '01.2.3.4',
    '256.0.0.1',
    '1.2.3.4.5',
    ':::',
    '1:2:3:4:5:6:7',
    '1::2::3',
    '1:2:3:4:5:6:7:8::',
    '1.2.3.4::',
    'fe80::1%eth0',
    '12345::',
    ':1',
    '1:',
  ])('refuses %j', (text) => {
    expect(() => parseIpAddress(text)).toThrow(DecodeError);
  });

  test.each(['1.2.3.4:0', '[2001:db8::1]:65535'])('reads and writes the endpoint %s', (text) => {
    expect(formatEndpoint(parseEndpoint(text))).toBe(text);
  });

  test.each(['1.2.3.4', '1.2.3.4:65536', '::1:5', '[1.2.3.4]:5', '1.2.3.4:05', '[::1]'])(
    'refuses endpoint %j',
    (text) => {
      expect(() => parseEndpoint(text)).toThrow(DecodeError);
    },
  );
});

describe('text of any address', () => {
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
  // Zeros are what the canonical form is about.
  const groups = fc.array(fc.constantFrom(0, 0, 1, 0xabcd), { minLength: 8, maxLength: 8 });
  const sparse = groups.map((values) =>
    Uint8Array.from(values.flatMap((value) => [value >> 8, value & 0xff])),
  );

  test('comes back, alone, with a port and with a length', () => {
    fc.assert(
      fc.property(fc.oneof(bytes(4), bytes(16), sparse), fc.nat(0xffff), (raw, port) => {
        const address = ipAddressOf(raw);
        expect(parseIpAddress(formatIpAddress(address))).toEqual(address);
        expect(parseEndpoint(formatEndpoint({ address, port }))).toEqual({ address, port });
        expect(parsePrefix(formatPrefix(hostPrefix(address)))).toEqual(hostPrefix(address));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('prefixes', () => {
  test('contain exactly their addresses', () => {
    const prefix = parsePrefix('198.18.0.0/15');
    expect(formatPrefix(prefix)).toBe('198.18.0.0/15');
    expect(prefixContains(prefix, parseIpAddress('198.19.255.255'))).toBe(true);
    expect(prefixContains(prefix, parseIpAddress('198.20.0.0'))).toBe(false);
    expect(prefixContains(parsePrefix('::/0'), parseIpAddress('198.19.0.1'))).toBe(false);
  });

  test.each(['10.0.0.1/8', '10.0.0.0/33', '::/129', '10.0.0.0', '::1/64'])('refuse %j', (text) => {
    expect(() => parsePrefix(text)).toThrow(DecodeError);
  });
});

describe('candidate refusal', () => {
  test.each([
    ['0.0.0.0', 'unspecified'],
    ['127.0.0.1', 'loopback'],
    ['169.254.169.254', 'linkLocal'],
    ['239.1.2.3', 'multicast'],
    ['255.255.255.255', 'broadcast'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['fe80::1', 'linkLocal'],
    ['ff02::1', 'multicast'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['198.18.0.5', 'realmPrefix'],
    ['10.0.0.1', undefined],
    ['100.64.0.1', undefined],
    ['fc00::1', undefined],
  ])('of %s is %s', (text, reason) => {
    expect(candidateRefusal(parseIpAddress(text), [], [parsePrefix('198.18.0.0/15')])).toBe(reason);
  });

  test('test prefixes lift loopback but neither the realm nor port 0', () => {
    const loopback = [parsePrefix('127.0.0.0/8')];
    expect(candidateRefusal(parseIpAddress('127.0.0.1'), loopback)).toBeUndefined();
    expect(candidateRefusal(parseIpAddress('127.0.0.1'), loopback, loopback)).toBe('realmPrefix');
    expect(endpointRefusal(parseEndpoint('127.0.0.1:0'), loopback)).toBe('portZero');
  });
});
