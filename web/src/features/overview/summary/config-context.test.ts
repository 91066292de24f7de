import { expect, it } from 'vitest';
import { configContext } from './config-context.ts';

it('names what nodes usually miss, also where nobody does', () => {
  expect(configContext({ inSync: 5, pending: 1_200 })).toBe('1,200 pending, 0 drift, 0 failed');
});

it('names nodes that went back, so that the words add up to who is not in sync', () => {
  expect(configContext({ inSync: 5, rolledBack: 1 })).toBe('0 pending, 0 drift, 0 failed, 1 rolled back');
});
