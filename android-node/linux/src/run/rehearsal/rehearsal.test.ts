import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { expect, it, vi } from 'vitest';
import { rehearseFirstContact } from './rehearsal.ts';

const NOW = 1_800_000_000_000;

it('takes two nodes through registration, direction and tunnel, any number of times', () => {
  const ed25519Verify = vi.fn(nodePrimitives.ed25519Verify);
  for (let run = 0; run < 2; run++) rehearseFirstContact({ ...nodePrimitives, ed25519Verify }, NOW);
  // In each run both judge their own record and then the other's.
  expect(ed25519Verify).toHaveBeenCalledTimes(2 * 4);
  expect(ed25519Verify.mock.results.every(({ value }) => value === true)).toBe(true);
});

it('tells of primitives that cannot talk to each other before any peer does', () => {
  const broken = { ...nodePrimitives, aeadOpen: () => undefined };
  expect(() => rehearseFirstContact(broken, NOW)).toThrow('made no tunnel');
});
