import { expect, test } from 'vitest';
import { outcomeOf } from './outcome.ts';

const line = (file: string, passed: number, failures: string[] = [], excluded = 0) =>
  `${JSON.stringify({ file, passed, excluded, failures, milliseconds: 1 })}\n`;
const exclusion = { file: 'a.test.ts', test: 'is slow', reason: 'it is slow', because: /slow/ };

test('tests of all files are counted', () => {
  const outcome = outcomeOf(line('a.test.ts', 2) + line('b.test.ts', 3), ['a.test.ts', 'b.test.ts'], []);
  expect(outcome).toEqual({ passed: 5, failures: [], skipped: [] });
});

test('a failure is told with its file', () => {
  const { failures } = outcomeOf(line('a.test.ts', 2, ['adds: 1 is not 2']), ['a.test.ts'], []);
  expect(failures).toEqual(['a.test.ts: adds: 1 is not 2']);
});

test('a file that the machine says nothing of has failed', () => {
  const { failures } = outcomeOf(
    `${line('a.test.ts', 2)}\nSegmentation fault`,
    ['a.test.ts', 'b.test.ts'],
    [],
  );
  expect(failures).toEqual(['b.test.ts: the machine ended without a word about it. Segmentation fault']);
});

test('an excluded test is skipped with its reason', () => {
  const { failures, skipped } = outcomeOf(line('a.test.ts', 2, [], 1), ['a.test.ts'], [exclusion]);
  expect(failures).toEqual([]);
  expect(skipped).toEqual(['is slow: it is slow']);
});

test.each([0, 2])('an exclusion that left out %d tests is a failure', (excluded) => {
  const { failures } = outcomeOf(line('a.test.ts', 2, [], excluded), ['a.test.ts'], [exclusion]);
  expect(failures).toHaveLength(1);
});
