import { expect, it } from 'vitest';
import { FLEET_RANGE_NAMES, FLEET_RANGES, firstRange } from './fleet-range.ts';

it.each(FLEET_RANGE_NAMES)(
  'makes points of %s of whole buckets that are still kept, and not too many',
  (name) => {
    const { ms, stepMs, tier } = FLEET_RANGES[name];
    expect(stepMs % tier.bucketMs).toBe(0);
    expect(ms).toBeLessThanOrEqual(tier.keptMs);
    expect(ms / stepMs).toBeLessThanOrEqual(360);
  },
);

it('opens with an hour while the fleet is young, so that its first minutes are seen', () => {
  expect([firstRange(0), firstRange(2 * 3_600_000), firstRange(86_400_000)]).toEqual(['1h', '1h', '24h']);
});
