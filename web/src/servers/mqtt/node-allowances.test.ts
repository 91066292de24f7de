import { expect, it } from 'vitest';
import { NodeAllowances } from './node-allowances.ts';

const taken = (allowances: NodeAllowances, node: string, from: number, messages: number, perSecond: number) =>
  Array.from({ length: messages }, (_, index) =>
    allowances.admits(node, from + (index * 1_000) / perSecond),
  ).filter(Boolean).length;

it('takes what an honest node sends, also all at once after a long silence', () => {
  const allowances = new NodeAllowances();
  expect(taken(allowances, 'a', 0, 500, 100_000)).toBe(500);
  expect(taken(allowances, 'b', 0, 6_000, 100)).toBe(6_000);
});

it('takes of a node that sends a thousand a second as much as of a busy one, and of others everything', () => {
  const allowances = new NodeAllowances();
  const flood = taken(allowances, 'a', 0, 60_000, 1_000);
  expect(flood).toBeGreaterThanOrEqual(6_400);
  expect(flood).toBeLessThanOrEqual(6_600);
  expect(taken(allowances, 'b', 30_000, 100, 50)).toBe(100);
});

it('remembers only nodes that sent something of late', () => {
  const allowances = new NodeAllowances();
  for (let index = 0; index < 10_000; index++) allowances.admits(`${index}`, 100_000);
  expect(allowances.size).toBe(10_000);
  allowances.admits('later', 200_000);
  expect(allowances.size).toBe(1);
});
