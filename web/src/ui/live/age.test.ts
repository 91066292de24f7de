import { expect, it } from 'vitest';
import { formatAge, formatInstant, formatTimeLeft } from './age.ts';

it.each([
  [-500, '0 s'],
  [1_999, '1 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [3_599_999, '59 min'],
  [3_600_000, '1 h'],
  [172_800_000, '2 d'],
])('says %i ms as %s', (ms, text) => {
  expect(formatAge(ms)).toBe(text);
});

it.each([
  [7 * 86_400_000 - 1_000, '7 d'],
  [3_600_000 - 4_000, '1 h'],
  [26 * 3_600_000, '1 d'],
  [90_000, '2 min'],
  [20_000, '20 s'],
])('says that of %i ms there are %s left', (ms, text) => {
  expect(formatTimeLeft(ms)).toBe(text);
});

it('writes an instant in UTC', () => {
  expect(formatInstant(Date.UTC(2026, 3, 2, 15, 4, 5, 678))).toBe('2026-04-02 15:04:05 UTC');
});
