import { expect, it } from 'vitest';
import { lonePoints } from './lone-points.ts';

it('finds what stands between two gaps, also where the chart begins and ends', () => {
  expect(lonePoints([null, 5, null])).toEqual([1]);
  expect(lonePoints([0, null, 2, 3, null, 4])).toEqual([0, 5]);
  expect(lonePoints([7])).toEqual([0]);
});

it('finds nothing in a line, nor where nothing is known', () => {
  expect(lonePoints([1, 2, 3, null, 4, 5])).toEqual([]);
  expect(lonePoints([null, null])).toEqual([]);
  expect(lonePoints([])).toEqual([]);
});
