import { expect, it } from 'vitest';
import { ADDRESS_LIMIT, isLocked, NAME_LIMIT, PAIR_LIMIT } from './lockout.ts';

const none = { pair: 0, address: 0, name: 0, nameByCode: 0 };

it('lets a person mistype four times', () => {
  const misses = PAIR_LIMIT - 1;
  expect(isLocked({ ...none, pair: misses, address: misses, name: misses }, false)).toBe(false);
});

it('locks a name at one address with the fifth miss', () => {
  expect(isLocked({ ...none, pair: PAIR_LIMIT, address: PAIR_LIMIT, name: PAIR_LIMIT }, false)).toBe(true);
});

it('locks an address that tries many names', () => {
  expect(isLocked({ ...none, address: ADDRESS_LIMIT }, false)).toBe(true);
});

it('locks a name that is tried from many addresses', () => {
  expect(isLocked({ ...none, name: NAME_LIMIT }, false)).toBe(true);
});

it('lets the owner of a second factor in while strangers try the name, and locks who has the password only', () => {
  expect(isLocked({ ...none, name: 1_000 }, true)).toBe(false);
  expect(isLocked({ ...none, name: 1_000, nameByCode: NAME_LIMIT }, true)).toBe(true);
});
