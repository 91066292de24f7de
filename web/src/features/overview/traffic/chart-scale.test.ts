import { expect, it } from 'vitest';
import { apart, axisTop, highestRate, linePaths, unknownRuns } from './chart-scale.ts';

const point = (sent: number | null, received = sent) => ({ at: 0, sent, received });

it.each([
  [0, 1_000],
  [999, 1_000],
  [1_001, 1_500],
  [4_300_000_000, 5_000_000_000],
  [5_100_000, 6_000_000],
  [8_100_000, 10_000_000],
])('ends an axis for %d at %d', (rate, top) => {
  expect(axisTop(rate)).toBe(top);
});

it('finds the highest rate of both directions', () => {
  expect(highestRate([point(null), point(3, 9), point(5)])).toBe(9);
  expect(highestRate([])).toBe(0);
});

it('interrupts a line where nothing is known, and never draws it at zero', () => {
  const { line, area } = linePaths([1, null, 2, 2], 2);
  expect(line).toBe('M0.12500 0.50000M0.62500 0.00000L0.87500 0.00000');
  expect(area.match(/Z/g)).toHaveLength(2);
});

it('names what is not known', () => {
  expect(unknownRuns([point(null), point(1), point(null), point(null)])).toEqual([
    { begin: 0, width: 0.25 },
    { begin: 0.5, width: 0.5 },
  ]);
  expect(unknownRuns([point(1)])).toEqual([]);
});

it('moves labels apart that would cover each other, and keeps them in the chart', () => {
  expect(apart([0.2, 0.7])).toEqual([0.2, 0.7]);
  const [one = 0, other = 0] = apart([1, 0.999]);
  expect(one).toBeLessThan(1);
  expect(one - other).toBeCloseTo(0.08);
  const [first = 0, second = 0] = apart([0.5, 0.5]);
  expect([first, second]).toEqual([0.5, 0.58]);
});
