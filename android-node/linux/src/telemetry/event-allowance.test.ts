import { expect, it } from 'vitest';
import { EventAllowance } from './event-allowance.ts';

it('lets bursts through and then one event a second', () => {
  const allowance = new EventAllowance(0);
  const taken = (now: number, tries: number) =>
    Array.from({ length: tries }, () => allowance.take(now)).filter(Boolean).length;
  expect(taken(0, 500)).toBe(120);
  expect(taken(10_000, 500)).toBe(10);
  expect(taken(10_500, 1)).toBe(0);
  expect(taken(1_000_000, 500)).toBe(120);
});
