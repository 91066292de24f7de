import { describe, expect, it } from 'vitest';
import { type FleetFacts, fleetSentence } from './fleet-sentence.ts';

const WELL: FleetFacts = {
  total: 100,
  byState: { online: 90, idle: 5, offline: 5 },
  look: {},
  server: { coordinator: 'answers', broker: { state: 'answers' } },
};
const words = (facts: Partial<FleetFacts>) => {
  const { verdict, remark } = fleetSentence({ ...WELL, ...facts });
  return `${verdict} ${remark}`.trim();
};

describe('the sentence of the fleet', () => {
  it('says no more than that it is well', () => {
    expect(words({})).toBe('The fleet is well.');
  });

  it('counts the few that need a look in its remark', () => {
    expect(words({ look: { stale: 1 } })).toBe('The fleet is well. 1 node needs a look.');
    expect(words({ look: { noPath: 2, slow: 3 } })).toBe('The fleet is well. 5 nodes need a look.');
  });

  it('is about them once they are many, worst first', () => {
    expect(words({ look: { drift: 9, noPath: 1_200 }, total: 5_000 })).toBe(
      '1,209 nodes need a look. 1,200 without a path, 9 drift.',
    );
  });

  it('names the three worst kinds and counts the others', () => {
    const look = { drift: 9, noPath: 20, failed: 8, stale: 7, slow: 2 };
    expect(words({ look })).toBe(
      '46 nodes need a look. 20 without a path, 8 failed a configuration, 7 stale, 11 other.',
    );
  });

  it('names a fourth kind as the list below does, where it is the last', () => {
    const look = { drift: 1, noPath: 20, failed: 8, stale: 7 };
    expect(words({ look })).toBe(
      '36 nodes need a look. 20 without a path, 8 failed a configuration, 7 stale, 1 drift.',
    );
  });

  it('puts the servers before the nodes', () => {
    const broker = { state: 'silent' } as const;
    expect(words({ look: { noPath: 90 }, server: { coordinator: 'silent', broker } })).toContain(
      'The DC is silent.',
    );
    expect(words({ total: 0, server: { coordinator: 'never', broker } })).toContain('The DC never started.');
    expect(words({ server: { coordinator: 'answers', broker } })).toContain('The broker is silent.');
  });

  it('does not call a fleet well of which nobody is there', () => {
    expect(words({ byState: { offline: 100 } })).toBe('No node is online.');
  });

  it('does not call a fleet well of which most are gone', () => {
    expect(words({ byState: { online: 20, offline: 80 }, look: { drift: 1 } })).toBe(
      '80 of 100 nodes are offline. 1 drift.',
    );
  });

  it('does not call an empty or never started fleet ill', () => {
    expect(words({ total: 0, byState: {} })).toBe('No nodes yet. Enrol the first one.');
    expect(words({ total: 2, byState: { never: 1, pending: 1 } })).toBe(
      'The fleet is well. 1 waits for approval.',
    );
  });
});
