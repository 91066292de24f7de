import { expect, it } from 'vitest';
import { countRelays, type RelayProbeRow, relayHealth } from './relay-health.ts';

const NOW = new Date('2026-04-02T12:00:00Z');
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);
const relay = (...endpoints: string[]) => ({ endpoints, region: 'osaka', priority: 1 });

function probe(changes: Partial<RelayProbeRow>): RelayProbeRow {
  return {
    endpoint: '192.0.2.20:3478',
    askedAt: ago(5),
    answeredAt: ago(5),
    state: 'answers',
    since: ago(60),
    rttMicros: 9_000,
    software: null,
    refusal: null,
    ...changes,
  };
}

const silent = (changes: Partial<RelayProbeRow> = {}) =>
  probe({ state: 'silent', rttMicros: null, ...changes });

it('is unknown before anybody asked, and once nobody has said anything for half a minute', () => {
  const [relayed] = relayHealth([relay('192.0.2.20:3478')], [], NOW);
  expect(relayed).toMatchObject({
    state: 'unknown',
    endpoints: [{ since: null, asking: 0, answeredAt: null }],
  });
  expect(relayHealth([relay('192.0.2.20:3478')], [probe({ askedAt: ago(30) })], NOW)[0]?.state).toBe(
    'answers',
  );
  const [old] = relayHealth(
    [relay('192.0.2.20:3478')],
    [probe({ askedAt: ago(31), answeredAt: ago(31) })],
    NOW,
  );
  expect(old).toMatchObject({
    state: 'unknown',
    endpoints: [{ answeredAt: ago(31).getTime(), rttMicros: null }],
  });
});

it('answers when any of its endpoints answers', () => {
  const [both] = relayHealth(
    [relay('192.0.2.20:3478', '[2001:db8::20]:3478')],
    [silent(), probe({ endpoint: '[2001:db8::20]:3478' })],
    NOW,
  );
  expect(both?.state).toBe('answers');
  expect(both?.endpoints.map(({ state }) => state)).toEqual(['silent', 'answers']);
});

it('answers when it answers one of several coordinators, with the shortest round trip and how many agree', () => {
  const probes = [silent(), probe({ rttMicros: 30_000, since: ago(90) }), probe({ rttMicros: 2_000 })];
  expect(relayHealth([relay('192.0.2.20:3478')], probes, NOW)[0]?.endpoints[0]).toMatchObject({
    state: 'answers',
    rttMicros: 2_000,
    since: ago(90).getTime(),
    agreeing: 2,
    asking: 3,
  });
});

it('is silent since the last coordinator stopped hearing of it', () => {
  const probes = [silent({ since: ago(300) }), silent({ since: ago(40) })];
  expect(relayHealth([relay('192.0.2.20:3478')], probes, NOW)[0]?.endpoints[0]?.since).toBe(
    ago(40).getTime(),
  );
});

it('refuses when what is there says no to everybody who hears of it', () => {
  const refusing = probe({ state: 'refuses', refusal: '401 Unauthorized' });
  const [relayed] = relayHealth([relay('192.0.2.20:3478')], [silent(), refusing], NOW);
  expect(relayed).toMatchObject({ state: 'refuses', endpoints: [{ refusal: '401 Unauthorized' }] });
});

it('finds an address that the configuration writes in another way', () => {
  const probes = [probe({ endpoint: '[2001:db8::20]:3478' })];
  expect(relayHealth([relay('[2001:DB8:0:0::20]:3478')], probes, NOW)[0]?.state).toBe('answers');
});

it('counts relays, not endpoints', () => {
  const relays = relayHealth(
    [relay('192.0.2.20:3478', '192.0.2.21:3478'), relay('192.0.2.22:3478'), relay('192.0.2.23:3478')],
    [probe({}), probe({ endpoint: '192.0.2.21:3478' }), silent({ endpoint: '192.0.2.22:3478' })],
    NOW,
  );
  expect(countRelays(relays)).toEqual({ all: 3, answering: 1, unknown: 1 });
});
