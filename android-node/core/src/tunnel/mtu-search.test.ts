import { describe, expect, it } from 'vitest';
import {
  largestPathMtu,
  type MtuSearch,
  probeAnswered,
  probeUnanswered,
  startMtuSearch,
} from './mtu-search.ts';

/** Runs a search over a path that passes packets up to `limit`; returns what was proven and the probes sent. */
function searchOver(limit: number, largest: number): { proven: number; probes: number } {
  let search: MtuSearch = startMtuSearch(largest);
  let probes = 0;
  while (search.kind === 'probing') {
    probes += 1;
    search = search.size <= limit ? probeAnswered(search, search.size) : probeUnanswered(search);
  }
  return { proven: search.proven, probes };
}

describe('MTU search', () => {
  it('takes the largest size in one step where it passes', () => {
    expect(searchOver(1500, 1440)).toEqual({ proven: 1440, probes: 1 });
  });

  it('stays at 1280 without a probe where nothing larger is allowed', () => {
    expect(searchOver(1500, 1280)).toEqual({ proven: 1280, probes: 0 });
  });

  it.each([1280, 1300, 1331, 1375, 1412, 1439])('comes within 16 bytes below a limit of %i', (limit) => {
    const { proven, probes } = searchOver(limit, 1440);
    expect(proven).toBeLessThanOrEqual(limit);
    expect(proven).toBeGreaterThan(limit - 16);
    expect(probes).toBeLessThanOrEqual(18);
  });

  it('tries each size three times and ignores answers to other sizes', () => {
    let search = startMtuSearch(1440);
    search = probeUnanswered(probeUnanswered(search));
    expect(search).toMatchObject({ size: 1440, triesLeft: 1 });
    expect(probeAnswered(search, 1300)).toBe(search);
    expect(probeUnanswered(search)).toMatchObject({ size: 1360, triesLeft: 3 });
  });

  it('knows the outer header of each family and the limits of both ends', () => {
    expect(largestPathMtu(4, 1440, 1440)).toBe(1440);
    expect(largestPathMtu(6, 1440, 1440)).toBe(1420);
    expect(largestPathMtu(4, 1440, 1380)).toBe(1380);
    expect(largestPathMtu(4, 9000, 500)).toBe(1280);
  });
});
