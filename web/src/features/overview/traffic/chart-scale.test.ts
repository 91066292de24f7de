import { expect, it } from 'vitest';
import { apart, axisTop, bandPaths, carried, highestRate, pointAt, unknownRuns } from './chart-scale.ts';

const point = (from: number, at: number, rate: number | null) => ({
  from,
  at,
  endToEnd: rate,
  relayed: rate === null ? null : 1,
  handovers: rate,
});
const TIME = { from: 0, to: 100 };

it.each([
  [0, 1_000],
  [999, 1_000],
  [1_001, 1_500],
  [4_300_000_000, 5_000_000_000],
  [5_100_000, 6_000_000],
  [8_100_000, 10_000_000],
])('ends an axis for %d at %d', (rate, top) => {
  expect(axisTop(rate, 1_000)).toBe(top);
});

it('adds up the routes of a point and knows nothing of what nobody told', () => {
  expect(highestRate([point(0, 1, null), point(1, 2, 8), point(2, 3, 5)])).toBe(9);
  expect(highestRate([])).toBe(0);
  expect(carried(point(0, 1, null))).toBeNull();
});

it('interrupts a band where nothing is known, never draws it at zero, and makes a lone point a dot', () => {
  const at = (x: number, upper: number) => ({ x, lower: 0.5, upper });
  const { line, area, dots } = bandPaths([at(0, 0.75), null, at(0.5, 1), at(1, 0.75)]);
  expect(line).toBe('M0.00000 0.25000M0.50000 0.00000L1.00000 0.25000');
  expect(area).toBe(
    'M0.00000 0.25000L0.00000 0.50000ZM0.50000 0.00000L1.00000 0.25000L1.00000 0.50000L0.50000 0.50000Z',
  );
  expect(dots).toBe('M0.00000 0.25000h0');
});

it('names what is not known, however wide its points are', () => {
  const points = [point(0, 20, null), point(20, 60, 1), point(60, 90, null), point(90, 100, null)];
  expect(unknownRuns(points, TIME)).toEqual([
    { begin: 0, width: 0.2 },
    { begin: 0.6, width: 0.4 },
  ]);
  expect(unknownRuns([point(0, 100, 1)], TIME)).toEqual([]);
});

it('finds the point at a place by its time, not its number', () => {
  const points = [point(0, 80, 1), point(80, 90, 1), point(90, 100, 1)];
  expect([0, 0.79, 0.85, 0.95, 1].map((place) => pointAt(points, place, TIME))).toEqual([0, 0, 1, 2, 2]);
});

it('moves labels apart that would cover each other, and keeps them in the chart', () => {
  expect(apart([0.2, 0.7])).toEqual([0.2, 0.7]);
  const [one = 0, other = 0] = apart([1, 0.999]);
  expect(one).toBeLessThan(1);
  expect(one - other).toBeCloseTo(0.08);
  const [first = 0, second = 0] = apart([0.5, 0.5]);
  expect([first, second]).toEqual([0.5, 0.58]);
});
