import { expect, it } from 'vitest';
import { ADDRESS_LIMIT, isLocked, NAME_LIMIT, PAIR_LIMIT } from './lockout.ts';

it('lets a person mistype four times', () => {
  expect(isLocked({ pair: PAIR_LIMIT - 1, address: PAIR_LIMIT - 1, name: PAIR_LIMIT - 1 })).toBe(false);
});

it('locks a name at one address with the fifth miss', () => {
  expect(isLocked({ pair: PAIR_LIMIT, address: PAIR_LIMIT, name: PAIR_LIMIT })).toBe(true);
});

it('locks an address that tries many names', () => {
  expect(isLocked({ pair: 1, address: ADDRESS_LIMIT, name: 1 })).toBe(true);
});

it('locks a name that is tried from many addresses', () => {
  expect(isLocked({ pair: 1, address: 1, name: NAME_LIMIT })).toBe(true);
});
