import { expect, it } from 'vitest';
import { type AgentStatus, agentStatusText } from './agent-status.ts';

const status: AgentStatus = {
  broker: { state: 'connected', since: 0 },
  telemetry: { intervalMs: 60_000, waitingSamples: 2, waitingEvents: 0 },
  config: { revision: 3, verdict: { revision: 3, hash: '', status: 'applied', error: 'rs: not probed' } },
  counts: { givenUp: 0 },
};

it('says in lines what the agent does', () => {
  expect(agentStatusText(status).split('\n')).toEqual([
    'broker       connected since 1970-01-01T00:00:00.000Z',
    'telemetry    every 60 s; 2 samples and 0 events wait for the server',
    'configured   revision 3. Relays are kept, but nodes do not use them yet.',
    '',
  ]);
});

it('says why there is no connection, what became of a document, and what was counted', () => {
  const text = agentStatusText({
    ...status,
    broker: { state: 'waiting', why: 'refused', until: 1_000 },
    config: { verdict: { revision: 4, hash: '', status: 'rolled_back', error: 'probe_failed' } },
    counts: { config_expired: 2, repeated: 0 },
  });
  expect(text).toContain('not connected (refused); next try at 1970-01-01T00:00:01.000Z\n');
  expect(text).toContain(
    'configured   as enrolled. Went back by itself from r4: no coordinator of it answered, one of the old list did.\n',
  );
  expect(text).toContain('counted      config_expired 2\n');
});
