import { describe, expect, it } from 'vitest';
import { healthSentence, type SentenceFacts } from './health-sentence.ts';

const tunnel = (peerName: string, state: string, route: string | null = null, reason = '') => ({
  peerName,
  state,
  route,
  reason,
});
const facts = (of: Partial<SentenceFacts>): SentenceFacts => ({
  state: 'online',
  refused: false,
  tunnels: [],
  config: 'inSync',
  ...of,
});

describe('the sentence of a node', () => {
  it('says that all is well', () => {
    const tunnels = [
      tunnel('a', 'established', 'sameLan'),
      tunnel('b', 'established', 'directV6'),
      tunnel('c', 'idle'),
    ];
    expect(healthSentence(facts({ tunnels }))).toEqual({
      verdict: 'Well, and talking to 2 peers.',
      remark: '',
    });
  });

  it('names the peer without a path, and why', () => {
    const tunnels = [
      tunnel('a', 'established', 'sameLan'),
      tunnel('b', 'noPath', null, 'no path: both ends are behind NATs'),
    ];
    expect(healthSentence(facts({ tunnels }))).toEqual({
      verdict: 'Talking to 1 of 2 peers.',
      remark: 'No path to b: both ends are behind NATs.',
    });
  });

  it('does not call a node well that reaches none of its peers', () => {
    const tunnels = [tunnel('b', 'noPath', null, 'the peer is offline')];
    expect(healthSentence(facts({ state: 'idle', tunnels }))).toEqual({
      verdict: 'Talking to 0 of 1 peer.',
      remark: 'No path to b: the peer is offline.',
    });
  });

  it('tells of relays and of a configuration that was undone', () => {
    const tunnels = [tunnel('a', 'established', 'relayed')];
    expect(healthSentence(facts({ tunnels, config: 'rolledBack' })).remark).toBe(
      '1 tunnel relayed. It went back to its old configuration by itself.',
    );
  });

  it.each([
    ['never', 'Enrolled, never seen.'],
    ['offline', 'Offline.'],
    ['stale', 'Connected, but silent.'],
    ['pending', 'Waits for approval.'],
    ['idle', 'Well, and talking to nobody.'],
    ['suspended', 'Suspended.'],
  ] as const)('says of %s: %s', (state, verdict) => {
    expect(healthSentence(facts({ state })).verdict).toBe(verdict);
  });
});
