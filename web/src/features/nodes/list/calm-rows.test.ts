import { expect, it } from 'vitest';
import { calmRows } from './calm-rows.ts';

const row = (id: string, value = 0) => ({ id, value });

it('shows what was read when nothing is shown yet', () => {
  expect(calmRows(undefined, [row('a'), row('b')])).toEqual({ rows: [row('a'), row('b')], waiting: 0 });
});

it('changes values in place, whatever the new order', () => {
  expect(calmRows(['a', 'b'], [row('b', 2), row('a', 1)]).rows).toEqual([row('a', 1), row('b', 2)]);
});

it('lets new rows wait and takes away those that are gone', () => {
  expect(calmRows(['a', 'b'], [row('new'), row('b')])).toEqual({ rows: [row('b')], waiting: 1 });
});
