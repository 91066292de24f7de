import { expect, it } from 'vitest';
import { offeredRanges } from './fleet-range.ts';

it('offers only ranges whose samples can be added up while somebody waits', () => {
  expect(offeredRanges({ nodes: 30, intervalSeconds: 60 })).toEqual(['30m', '3h', '24h']);
  expect(offeredRanges({ nodes: 1_000, intervalSeconds: 60 })).toEqual(['30m', '3h']);
  expect(offeredRanges({ nodes: 10_000, intervalSeconds: 60 })).toEqual(['30m']);
  expect(offeredRanges({ nodes: 1_000_000, intervalSeconds: 1 })).toEqual(['30m']);
});
