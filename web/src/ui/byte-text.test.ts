import { expect, it } from 'vitest';
import { formatBytes } from './byte-text.ts';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.00 kB'],
  [999_499, '999 kB'],
  [999_500, '1.00 MB'],
  [232_000_000, '232 MB'],
  [4_500_000_000_000, '4.50 TB'],
])('says %i bytes as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
