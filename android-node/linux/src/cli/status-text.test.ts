import { expect, it } from 'vitest';
import { statusText } from './status-text.ts';

it('shows node, coordinator and each tunnel with its reason', () => {
  const text = statusText({
    bootId: 'boot',
    packets: { replayed: 2, sentBytes: 9 },
    nodeId: 'abcd',
    name: 'pi',
    virtualAddresses: ['198.18.0.5'],
    coordinator: { state: 'registered', endpoint: '192.0.2.1:3479', since: 0 },
    tunnels: [
      {
        peer: 1,
        name: 'nas',
        virtualAddresses: ['198.18.0.6'],
        state: 'noPath',
        why: 'no path: both ends are behind NATs',
        pathMtu: 1280,
        since: 0,
        sentBytes: 10,
        receivedBytes: 0,
      },
    ],
    counts: {},
    respelling: { answers: 7, hints: ['the name server 192.0.2.53 changes: name another'] },
  });
  expect(text).toContain('names        the name server 192.0.2.53 changes: name another; 7 answers so far\n');
  expect(text).toContain('node         pi abcd\n');
  expect(text).toContain('coordinator  registered at 192.0.2.1:3479\n');
  expect(text).toContain(
    'nas  198.18.0.6  noPath  sent 10 B, received 0 B  (no path: both ends are behind NATs)',
  );
});

it('says what is not there', () => {
  const text = statusText({
    bootId: 'boot',
    packets: { replayed: 2, sentBytes: 9 },
    virtualAddresses: [],
    coordinator: { state: 'none', since: 0 },
    tunnels: [],
    counts: {},
  });
  expect(text).toContain('(not enrolled)');
  expect(text).toContain('tunnels      (none)');
  expect(text).not.toContain('names  ');
});
