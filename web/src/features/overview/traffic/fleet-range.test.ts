import { expect, it } from 'vitest';
import { FLEET_RANGE_NAMES, FLEET_RANGES } from './fleet-range.ts';

it.each(FLEET_RANGE_NAMES)(
  'makes points of %s of whole buckets that are still kept, and not too many',
  (name) => {
    const { ms, stepMs, tier } = FLEET_RANGES[name];
    expect(stepMs % tier.bucketMs).toBe(0);
    expect(ms).toBeLessThanOrEqual(tier.keptMs);
    expect(ms / stepMs).toBeLessThanOrEqual(360);
  },
);
