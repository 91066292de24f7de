import { parseIpAddress } from '@ntmobile/shared';
import { expect, test } from 'vitest';
import { SourceBuckets } from './source-buckets.ts';

const RATE = { perSecond: 20, burst: 5 };
const TABLE = { seed: 0x2545f491 };

function granted(buckets: SourceBuckets, source: string, now: number, tries: number): number {
  const address = parseIpAddress(source);
  return Array.from({ length: tries }, () => buckets.take(address, now)).filter(Boolean).length;
}

test('grants the burst at once and the rate over time', () => {
  const buckets = new SourceBuckets(RATE, TABLE);
  expect(granted(buckets, '192.0.2.1', 0, 20)).toBe(5);
  expect(granted(buckets, '192.0.2.1', 49, 20)).toBe(0);
  expect(granted(buckets, '192.0.2.1', 100, 20)).toBe(2);
  expect(granted(buckets, '192.0.2.1', 60_000, 20)).toBe(5);
});

test('one IPv4 address does not take from another, one IPv6 site shares', () => {
  const buckets = new SourceBuckets(RATE, TABLE);
  expect(granted(buckets, '192.0.2.1', 0, 9)).toBe(5);
  expect(granted(buckets, '192.0.2.2', 0, 9)).toBe(5);
  expect(granted(buckets, '2001:db8:0:1::1', 0, 9)).toBe(5);
  expect(granted(buckets, '2001:db8:0:ff::2', 0, 9)).toBe(0);
  expect(granted(buckets, '2001:db8:0:100::2', 0, 9)).toBe(5);
});

test('millions of sources take no memory and hardly from each other', () => {
  const buckets = new SourceBuckets(RATE, TABLE);
  const sources = Array.from({ length: 1_000 }, (_, index) => `198.51.${index >> 8}.${index & 255}`);
  for (const source of sources) granted(buckets, source, 0, 5);
  const others = Array.from({ length: 1_000 }, (_, index) => `203.0.${index >> 8}.${index & 255}`);
  const first = others.filter((source) => granted(buckets, source, 0, 1) === 1);
  expect(first.length).toBeGreaterThan(950);
});

test('which sources share a bucket depends on the seed', () => {
  const sharing = (seed: number) => {
    const buckets = new SourceBuckets(RATE, { seed, size: 64 });
    granted(buckets, '192.0.2.1', 0, 5);
    return Array.from({ length: 256 }, (_, index) => index).filter(
      (index) => granted(buckets, `203.0.113.${index}`, 0, 6) < 5,
    );
  };
  expect(sharing(1)).not.toEqual(sharing(2));
});
