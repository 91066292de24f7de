import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Deadlines } from './deadlines.ts';

test('gives timers in the order in which they are due', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1000)), (times) => {
      const deadlines = new Deadlines<number>();
      times.forEach((at, index) => {
        deadlines.set(`t${index}`, at, at);
      });
      const taken: number[] = [];
      for (let due = deadlines.takeDue(1000); due !== undefined; due = deadlines.takeDue(1000))
        taken.push(due);
      expect(taken).toEqual(times.toSorted((a, b) => a - b));
      expect(deadlines.next()).toBeUndefined();
    }),
  );
});

test('a key that is set again is due once, at its new time', () => {
  const deadlines = new Deadlines<string>();
  deadlines.set('a', 10, 'first');
  deadlines.set('a', 20, 'second');
  expect(deadlines.next()).toBe(20);
  expect(deadlines.takeDue(19)).toBeUndefined();
  expect(deadlines.takeDue(20)).toBe('second');
  expect(deadlines.takeDue(99)).toBeUndefined();
});

test('a cleared timer is never due, and many of them leave no trace', () => {
  const deadlines = new Deadlines<number>();
  for (let round = 0; round < 10_000; round++) deadlines.set('same', round, round);
  deadlines.set('other', 5, 5);
  deadlines.clear('same');
  expect(deadlines.size).toBe(1);
  expect(deadlines.takeDue(100_000)).toBe(5);
  expect(deadlines.takeDue(100_000)).toBeUndefined();
});
