import { parseIpAddress } from '@ntmobile/shared';
import { expect, test } from 'vitest';
import { SourceBuckets } from './source-buckets.ts';

const RATE = { perSecond: 20, burst: 5 };

function granted(buckets: SourceBuckets, source: string, now: number, tries: number): number {
  const address = parseIpAddress(source);
  return Array.from({ length: tries }, () => buckets.take(address, now)).filter(Boolean).length;
}

test('grants the burst at once and the rate over time', () => {
  const buckets = new SourceBuckets(RATE);
  expect(granted(buckets, '192.0.2.1', 0, 20)).toBe(5);
  expect(granted(buckets, '192.0.2.1', 49, 20)).toBe(0);
  expect(granted(buckets, '192.0.2.1', 100, 20)).toBe(2);
  expect(granted(buckets, '192.0.2.1', 60_000, 20)).toBe(5);
});

test('one IPv4 address does not take from another, one IPv6 site shares', () => {
  const buckets = new SourceBuckets(RATE);
  expect(granted(buckets, '192.0.2.1', 0, 9)).toBe(5);
  expect(granted(buckets, '192.0.2.2', 0, 9)).toBe(5);
  expect(granted(buckets, '2001:db8:0:1::1', 0, 9)).toBe(5);
  expect(granted(buckets, '2001:db8:0:ff::2', 0, 9)).toBe(0);
  expect(granted(buckets, '2001:db8:0:100::2', 0, 9)).toBe(5);
});

test('the table stays bounded and forgets the source that was quiet for longest', () => {
  const buckets = new SourceBuckets(RATE, 100);
  granted(buckets, '192.0.2.1', 0, 5);
  for (let index = 0; index < 99; index++) {
    granted(buckets, `198.51.100.${index}`, 1, 1);
    granted(buckets, '192.0.2.1', 1, 1);
  }
  expect(granted(buckets, '192.0.2.1', 1, 1)).toBe(0);
  for (let index = 0; index < 100; index++) granted(buckets, `203.0.113.${index}`, 1, 1);
  expect(buckets.size).toBe(100);
});
