import { expect, it } from 'vitest';
import { curveScore, performanceScore } from './performance-score.ts';

const curve = { good: 1_200, median: 2_400 };

it.each([
  [1_200, 0.9],
  [2_400, 0.5],
  [4_800, 0.1],
  [0, 1],
])('scores %i ms on a curve through 1.2 s and 2.4 s', (value, score) => {
  expect(curveScore(value, curve)).toBeCloseTo(score, 6);
});

const QUICK = {
  firstContentfulPaint: 300,
  largestContentfulPaint: 400,
  totalBlockingTime: 0,
  cumulativeLayoutShift: 0,
};

it('gives a page that is there at once everything, and takes off for each thing that is slow', () => {
  expect(performanceScore(QUICK)).toBeGreaterThan(99);
  expect(performanceScore({ ...QUICK, totalBlockingTime: 350 })).toBeCloseTo(100 - (100 * 30) / 90 / 2, 0);
  expect(performanceScore({ ...QUICK, cumulativeLayoutShift: 0.25 })).toBeLessThan(90);
  expect(performanceScore({ ...QUICK, largestContentfulPaint: 10_000 })).toBeLessThan(80);
});
