import { expect, it } from 'vitest';
import { SourceLimits } from './source-limits.ts';

it('lets a source fail ten times a minute, and others go on', () => {
  const limits = new SourceLimits();
  for (let failure = 0; failure < 10; failure++) {
    expect(limits.tryFrom('192.0.2.1', failure)).toBeUndefined();
    limits.failedFrom('192.0.2.1', failure);
  }
  expect(limits.tryFrom('192.0.2.1', 2_000)).toBe(58_000);
  expect(limits.tryFrom('192.0.2.2', 2_000)).toBeUndefined();
  expect(limits.tryFrom('192.0.2.1', 60_000)).toBeUndefined();
});

it('lets a source try a hundred times a second', () => {
  const limits = new SourceLimits();
  const refused = Array.from({ length: 130 }, () => limits.tryFrom('192.0.2.1', 500)).filter(Boolean);
  expect(refused).toEqual(new Array(30).fill(1_000));
  expect(limits.tryFrom('192.0.2.1', 1_500)).toBeUndefined();
});

it('takes a /56 of IPv6 as one source, and all without an address too', () => {
  const limits = new SourceLimits();
  for (let failure = 0; failure < 10; failure++) {
    limits.failedFrom(`2001:db8:0:${failure.toString(16)}::1`, 0);
    limits.failedFrom('unknown', 0);
  }
  expect(limits.tryFrom('2001:db8:0:ff::9', 1)).toBeDefined();
  expect(limits.tryFrom('2001:db8:0:100::9', 1)).toBeUndefined();
  expect(limits.tryFrom('unknown', 1)).toBeDefined();
});
