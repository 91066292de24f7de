import { expect, it } from 'vitest';
import { figureOnAxis, rateWords } from './rate-text.ts';

it.each([
  [null, '–'],
  [0, '0 bit/s'],
  [999, '999 bit/s'],
  [999.6, '1.00 kbit/s'],
  [12_345, '12.3 kbit/s'],
  [999_499, '999 kbit/s'],
  [999_500, '1.00 Mbit/s'],
  [6_040_000, '6.04 Mbit/s'],
  [12_000_000_000_000, '1.20e+4 Gbit/s'],
])('says %s as %s', (rate, text) => {
  expect(rateWords(rate)).toBe(text);
});

it.each([
  [936, 1_000, '0.94'],
  [1_290, 1_000, '1.29'],
  [0, 1_000_000, '0'],
  [936, 1_000_000, '<0.01'],
  [87, 1, '87'],
])('puts %s bit/s on an axis whose unit is %s bit/s as %s', (rate, size, text) => {
  expect(figureOnAxis(rate, size)).toBe(text);
});
