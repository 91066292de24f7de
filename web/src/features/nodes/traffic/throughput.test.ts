import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CounterSample, gapLength, telemetryGaps, throughput as throughputWith } from './throughput.ts';

const GAP_MS = gapLength({ intervalSeconds: 60, stepMs: 1_000 });
const throughput = (samples: readonly CounterSample[]) => throughputWith(samples, GAP_MS);

const sample = (at: number, sentBytes: number, receivedBytes = 0, series = 1): CounterSample => ({
  series,
  at,
  sentBytes,
  receivedBytes,
});

describe('throughput', () => {
  it('is the growth of a counter over the time between two samples, in bits a second', () => {
    expect(throughput([sample(0, 1_000, 0), sample(2_000, 251_000, 1_000)])).toEqual([
      { at: 0, sent: null, received: null },
      { at: 2_000, sent: 1_000_000, received: 4_000 },
    ]);
  });

  it('begins a new line when the node restarted, instead of falling below zero', () => {
    const rates = throughput([sample(0, 9_000_000), sample(1_000, 100, 0, 2), sample(2_000, 1_100, 0, 2)]);
    expect(rates.map((point) => point.sent)).toEqual([null, null, 8_000]);
  });

  it('begins a new line when a counter fell within a run', () => {
    expect(
      throughput([sample(0, 500), sample(1_000, 400), sample(2_000, 525)]).map((point) => point.sent),
    ).toEqual([null, null, 1_000]);
  });

  it('stops the line where data stopped', () => {
    expect(throughput([sample(0, 0), sample(GAP_MS + 1, 1_000_000)])[1]?.sent).toBeNull();
  });

  it('takes samples in any order and one of each instant', () => {
    const rates = throughput([
      sample(2_000, 2_000),
      sample(0, 0),
      sample(2_000, 2_000),
      sample(1_000, 1_000),
    ]);
    expect(rates.map((point) => point.sent)).toEqual([null, 8_000, 8_000]);
  });

  it('never shows a negative or endless rate, whatever the counters', () => {
    const anySample = fc.record({
      series: fc.integer({ min: 1, max: 3 }),
      at: fc.integer({ min: 0, max: 1_000_000 }),
      sentBytes: fc.nat(),
      receivedBytes: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(anySample), (samples) =>
        throughput(samples).every(
          ({ sent, received }) =>
            (sent === null || (sent >= 0 && Number.isFinite(sent))) &&
            (received === null || (received >= 0 && Number.isFinite(received))),
        ),
      ),
    );
  });
});

describe('gapLength', () => {
  it('lets a node that reports each hour have a line, and a month on one chart too', () => {
    expect(gapLength({ intervalSeconds: 10, stepMs: 1_000 })).toBe(180_000);
    expect(gapLength({ intervalSeconds: 3_600, stepMs: 2_000 })).toBeGreaterThan(2 * 3_600_000);
    expect(gapLength({ intervalSeconds: 60, stepMs: 2_880_000 })).toBeGreaterThan(2 * 2_880_000);
  });
});

describe('telemetryGaps', () => {
  const window = { from: 0, to: 1_000_000, gapMs: 180_000 };
  const point = (at: number, rate: number | null) => ({ at, sent: rate, received: rate });

  it('is the whole window without a sample', () => {
    expect(telemetryGaps([], window)).toEqual([{ from: 0, to: 1_000_000 }]);
  });

  it('is what lies before a line begins, between two lines, and after the last', () => {
    expect(
      telemetryGaps([point(100, null), point(200, 8), point(500_000, null), point(600_000, 8)], window),
    ).toEqual([
      { from: 0, to: 100 },
      { from: 200, to: 500_000 },
      { from: 600_000, to: 1_000_000 },
    ]);
  });

  it('is nothing while the next sample is not yet due', () => {
    expect(telemetryGaps([point(100, 8), point(900_000, 8)], window)).toEqual([]);
  });
});
