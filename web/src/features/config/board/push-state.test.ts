import { expect, it } from 'vitest';
import { type PushFacts, pushState } from './push-state.ts';

const AT = new Date('2026-04-02T12:00:00Z');
const facts = (of: Partial<PushFacts>): PushFacts => ({
  revision: 3,
  desiredRevision: 3,
  publishedAt: null,
  reported: null,
  ...of,
});

it.each([
  ['queued', {}],
  ['sent', { publishedAt: AT }],
  ['received', { publishedAt: AT, reported: 'received' }],
  ['applying', { publishedAt: AT, reported: 'applying' }],
  ['applied', { publishedAt: AT, reported: 'applied' }],
  ['rolledBack', { publishedAt: AT, reported: 'rolled_back' }],
  ['superseded', { desiredRevision: 4, reported: 'applying' }],
  ['superseded', { desiredRevision: 4 }],
  ['applied', { desiredRevision: 4, reported: 'applied' }],
] as const)('is %s for %o', (state, of) => {
  expect(pushState(facts(of))).toBe(state);
});
