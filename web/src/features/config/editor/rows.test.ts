import { expect, it, vi } from 'vitest';
import { drawRowKey, withChanged, withMoved, withoutItem } from './rows.ts';

it('moves an item up and down', () => {
  expect(withMoved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
  expect(withMoved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
});

it('leaves the list alone when there is no such item', () => {
  expect(withMoved(['a'], 3, 0)).toEqual(['a']);
});

it('changes and removes one item', () => {
  expect(
    withChanged(
      [
        { a: 1, b: 1 },
        { a: 2, b: 2 },
      ],
      1,
      { a: 9 },
    ),
  ).toEqual([
    { a: 1, b: 1 },
    { a: 9, b: 2 },
  ]);
  expect(withoutItem(['a', 'b'], 0)).toEqual(['b']);
});

it('draws another key for each row, also where the browser has no randomUUID', () => {
  vi.stubGlobal('crypto', { getRandomValues: (values: Uint32Array) => values.fill(Math.random() * 2 ** 32) });
  try {
    expect(drawRowKey()).not.toBe(drawRowKey());
  } finally {
    vi.unstubAllGlobals();
  }
});
