import { expect, it } from 'vitest';
import { enrolmentKeyState, type KeyLimits } from './key-state.ts';

const now = new Date('2026-04-02T12:00:00Z');
const key = (of: Partial<KeyLimits>): KeyLimits => ({
  useLimit: 2,
  useCount: 1,
  expiresAt: new Date('2026-04-02T12:00:01Z'),
  revokedAt: null,
  ...of,
});

it.each([
  ['usable', {}],
  ['usable', { expiresAt: null, useLimit: null, useCount: 9_000 }],
  ['usedUp', { useCount: 2 }],
  ['expired', { expiresAt: now }],
  ['revoked', { revokedAt: now, expiresAt: now, useCount: 2 }],
] as const)('is %s for %o', (state, of) => {
  expect(enrolmentKeyState(key(of), now)).toBe(state);
});
