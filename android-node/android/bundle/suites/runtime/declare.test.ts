import { expect, test } from 'vitest';
import { beforeEach, test as declare, declaredIn, describe } from './declare.ts';

const run = (cases: ReturnType<typeof declaredIn>) => {
  for (const { preparations, body } of cases) {
    for (const prepare of preparations) prepare();
    body();
  }
};

test('a test is named with the groups around it, and prepared by theirs only', () => {
  const happened: string[] = [];
  const cases = declaredIn(() => {
    describe('outer', { timeout: 1 }, () => {
      declare('first', () => happened.push('first'), 1);
      beforeEach(() => happened.push('outer'));
      describe('inner', () => {
        beforeEach(() => happened.push('inner'));
        declare('second', () => happened.push('second'));
      });
    });
    declare('third', () => happened.push('third'));
  });
  run(cases);
  expect(cases.map(({ title }) => title)).toEqual(['outer > first', 'outer > inner > second', 'third']);
  expect(happened).toEqual(['outer', 'first', 'outer', 'inner', 'second', 'third']);
});

test('each row of a table is a test', () => {
  const rows: unknown[] = [];
  const cases = declaredIn(() => {
    declare.each([
      ['one', 1],
      ['two', 2],
    ])('%s is %d', (...row: unknown[]) => rows.push(row));
    declare.each([{ name: 'three' }])('$name alone', (row: unknown) => rows.push(row));
  });
  run(cases);
  expect(cases.map(({ title }) => title)).toEqual(['one is 1', 'two is 2', 'three alone']);
  expect(rows).toEqual([['one', 1], ['two', 2], { name: 'three' }]);
});

test('a test without a body is refused', () => {
  expect(() => declaredIn(() => declare('nothing'))).toThrow('a test without a body');
});
