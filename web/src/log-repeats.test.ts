import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LogRepeats } from './log-repeats.ts';

let said: [what: string, more: number][];
beforeEach(() => {
  said = [];
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

const say = (what: string) => (more: number) => void said.push([what, more]);

it('says the first of a kind at once, and the newest at the end of its second with the number of the others', () => {
  const repeats = new LogRepeats();
  for (let event = 0; event < 1_000; event++) repeats.admit('a', say(`a${event}`));
  repeats.admit('b', say('b'));
  expect(said).toEqual([
    ['a0', 0],
    ['b', 0],
  ]);
  vi.advanceTimersByTime(999);
  expect(said).toHaveLength(2);
  vi.advanceTimersByTime(1);
  expect(said.slice(2)).toEqual([['a999', 998]]);
  vi.advanceTimersByTime(10_000);
  expect(said).toHaveLength(3);
});

it('says one line a second of what never ends, and tells all of it', () => {
  const repeats = new LogRepeats();
  for (let event = 0; event < 1_000; event++) {
    repeats.admit('a', say('a'));
    vi.advanceTimersByTime(10);
  }
  vi.advanceTimersByTime(1_000);
  expect(said.length).toBeLessThanOrEqual(11);
  expect(said.reduce((sum, [, more]) => sum + 1 + more, 0)).toBe(1_000);
});

it('tells what it held by the next of its kind where the timer is late', () => {
  let now = 0;
  const repeats = new LogRepeats(() => now);
  for (const what of ['first', 'second']) repeats.admit('a', say(what));
  now = 1_500;
  repeats.admit('a', say('third'));
  expect(said).toEqual([
    ['first', 0],
    ['third', 1],
  ]);
  vi.advanceTimersByTime(5_000);
  expect(said).toHaveLength(2);
});

it('does not grow by kinds that come from outside, and says what it holds of those that it forgot', () => {
  const repeats = new LogRepeats();
  repeats.admit('held', say('held'));
  repeats.admit('held', say('held'));
  for (let kind = 0; kind < 10_000; kind++) repeats.admit(`${kind}`, say('other'));
  expect(said).toHaveLength(10_001);
  vi.advanceTimersByTime(1_000);
  expect(said).toHaveLength(10_002);
});
