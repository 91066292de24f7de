import { expect, test } from 'vitest';
import { RecentInitiations } from './recent-initiations.ts';

/** 148 bytes of which those before mac1 and mac1 itself are of one number each. */
function message(number: number, mac2 = 0): Uint8Array {
  const bytes = new Uint8Array(148).fill(number, 0, 132);
  bytes.fill(mac2, 132);
  return bytes;
}

test('one is known for 5 s, whatever mac2 its copy has, and by all of its bytes', () => {
  const recent = new RecentInitiations<string>();
  recent.remember(message(1), 'refused', 0);
  expect(recent.find(message(1, 7), 4_999)).toBe('refused');
  const other = message(1);
  other[50] = 9;
  expect(recent.find(other, 4_999)).toBeUndefined();
  expect(recent.find(message(1), 5_000)).toBeUndefined();
});

test('no more are kept than there is room for, the newest', () => {
  const recent = new RecentInitiations<number>(2);
  for (const number of [1, 2, 1, 3]) recent.remember(message(number), number, number);
  expect([1, 2, 3].map((number) => recent.find(message(number), 10))).toEqual([1, undefined, 3]);
});
