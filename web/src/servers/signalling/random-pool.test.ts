import { expect, it } from 'vitest';
import { RandomPool } from './random-pool.ts';

it('gives as many bytes as are asked for, never the same twice, over the end of its pool too', () => {
  const pool = new RandomPool();
  const taken = Array.from({ length: 2_000 }, () => pool.take(24));
  expect(taken.every(({ length }) => length === 24)).toBe(true);
  expect(new Set(taken.map((bytes) => bytes.join())).size).toBe(2_000);
});

it('leaves a caller its own bytes', () => {
  const pool = new RandomPool();
  const [first, second] = [pool.take(16), pool.take(16)];
  const before = second.slice();
  first.fill(0);
  for (let count = 0; count < 2_000; count++) pool.take(32);
  expect(second).toEqual(before);
});

it('gives its whole pool at once, and refuses more rather than give less', () => {
  const pool = new RandomPool();
  expect(pool.take(16_384)).toHaveLength(16_384);
  expect(() => pool.take(16_385)).toThrow(RangeError);
});
