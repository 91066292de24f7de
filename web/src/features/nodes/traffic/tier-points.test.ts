import { describe, expect, it } from 'vitest';
import { TRAFFIC_RANGES } from './range.ts';
import { tierOf } from './tier-of.ts';
import { tierPoints } from './tier-points.ts';

const DAY_MS = 86_400_000;
const now = 10_000 * DAY_MS;

describe('tierOf', () => {
  const chosen = (fromDays: number, days: number) =>
    tierOf({ from: now - fromDays * DAY_MS, to: now - (fromDays - days) * DAY_MS, now })?.table;

  it('is the samples for a day and less, as long as they are there', () => {
    for (const range of ['30m', '3h', '24h'] as const) {
      const { ms } = TRAFFIC_RANGES[range];
      expect(tierOf({ from: now - ms, to: now, now })).toBeUndefined();
    }
    expect(chosen(3, 1)).toBe('telemetry_5m');
  });

  it('is the finest tier that has the window and gives about as many points as a chart is wide', () => {
    expect(chosen(7, 7)).toBe('telemetry_5m');
    expect(chosen(30, 30)).toBe('telemetry_1h');
    expect(chosen(31, 1)).toBe('telemetry_1h');
    expect(chosen(84, 84)).toBe('telemetry_1h');
    expect(chosen(365, 365)).toBe('telemetry_1d');
    expect(chosen(400, 1)).toBe('telemetry_1d');
    expect(chosen(4_000, 4_000)).toBe('telemetry_1d');
  });
});

describe('tierPoints', () => {
  const of = { from: 0, to: 10_000, now: 9_500, gapMs: 2_000, bucketMs: 1_000 };
  const bucket = (at: number, coveredMs = 1_000) => ({
    at,
    coveredMs,
    sentBytes: 1_000,
    receivedBytes: 2_000,
  });

  it('are mean rates at the end of each bucket, the last one so far', () => {
    expect(tierPoints([bucket(0), bucket(1_000, 500), bucket(9_000)], { ...of, gapMs: 10_000 })).toEqual([
      { at: 1_000, sent: 8_000, received: 16_000 },
      { at: 2_000, sent: 16_000, received: 32_000 },
      { at: 9_500, sent: 8_000, received: 16_000 },
    ]);
  });

  it('begin a new line after a silence, also at the beginning, and know no rate without time', () => {
    const points = tierPoints([bucket(2_500), bucket(3_500, 0), bucket(8_000)], of);
    expect(points.map(({ at, sent }) => [at, sent])).toEqual([
      [2_500, null],
      [3_500, 8_000],
      [4_500, null],
      [8_000, null],
      [9_000, 8_000],
    ]);
  });
});
