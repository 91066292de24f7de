import { expect, it } from 'vitest';
import { calmRows } from './calm-rows.ts';

const row = (id: string, value = 0) => ({ id, value });

it('shows what was read when nothing is shown yet', () => {
  expect(calmRows(undefined, [row('a'), row('b')])).toMatchObject({ rows: [row('a'), row('b')], waiting: 0 });
});

it('changes values in place, whatever the new order', () => {
  expect(calmRows(['a', 'b'], [row('b', 2), row('a', 1)]).rows).toEqual([row('a', 1), row('b', 2)]);
});

it('lets new rows wait and takes away those that are gone', () => {
  expect(calmRows(['a', 'b'], [row('new'), row('b')])).toMatchObject({ rows: [row('b')], waiting: 1 });
});

it('shows new rows at once where nothing is left of what was shown', () => {
  for (const shown of [[], ['gone']])
    expect(calmRows(shown, [row('new')])).toEqual({ rows: [row('new')], waiting: 0, isKept: false });
});
