import { expect, it } from 'vitest';
import { LogRepeats } from './log-repeats.ts';

it('says a kind of event once a second and how often it was not said', () => {
  const repeats = new LogRepeats();
  expect(repeats.admit('a', 0)).toBe(0);
  for (let time = 1; time < 1_000; time++) expect(repeats.admit('a', time)).toBeUndefined();
  expect(repeats.admit('b', 500)).toBe(0);
  expect(repeats.admit('a', 1_000)).toBe(999);
  expect(repeats.admit('a', 2_000)).toBe(0);
});

it('does not grow by kinds that come from outside', () => {
  const repeats = new LogRepeats();
  for (let kind = 0; kind < 10_000; kind++) expect(repeats.admit(`${kind}`, 1)).toBe(0);
});
