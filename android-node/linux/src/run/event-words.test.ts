import type { CoordinatorStatus, NodeStatus, TunnelStatus } from '@ntmobile/node-core';
import { expect, it } from 'vitest';
import { EventWords } from './event-words.ts';

const status: NodeStatus = {
  bootId: 'boot',
  name: 'pi',
  virtualAddresses: ['198.18.0.5', 'fd00::5'],
  coordinator: { state: 'registered', since: 0 },
  tunnels: [],
  counts: {},
};
const tunnel: TunnelStatus = {
  peer: 1,
  name: 'nas',
  virtualAddresses: ['198.18.0.6'],
  state: 'established',
  route: 'sameLan',
  why: 'both are behind 192.0.2.1',
  endpoint: '10.0.0.2:5000',
  pathMtu: 1280,
  since: 0,
  sentBytes: 0,
  receivedBytes: 0,
};
const words = () => new EventWords(() => status);

it('tells of the coordinator once for each change of state', () => {
  const told = words();
  const lines = (['connecting', 'connected', 'registered', 'registered', 'connecting'] as const).map(
    (state: CoordinatorStatus['state']) =>
      told.lineOf({
        kind: 'coordinatorChanged',
        coordinator: { state, endpoint: '192.0.2.9:3479', since: 0 },
      }),
  );
  expect(lines).toEqual([
    'looking for the coordinator',
    undefined,
    'registered as pi with 198.18.0.5 and fd00::5 at 192.0.2.9:3479',
    undefined,
    'the coordinator does not answer: tunnels go on, new ones wait',
  ]);
});

it('tells of a tunnel with its route, its end and their reasons', () => {
  const line = (changes: Partial<TunnelStatus>) =>
    words().lineOf({ kind: 'tunnelChanged', tunnel: { ...tunnel, ...changes } });
  expect(line({})).toBe('tunnel to nas: direct, same LAN, via 10.0.0.2:5000 (both are behind 192.0.2.1)');
  expect(line({ state: 'connecting' })).toBeUndefined();
  expect(line({ state: 'noPath', why: 'no path: both ends are behind NATs' })).toBe(
    'no tunnel to nas: no path: both ends are behind NATs',
  );
  expect(line({ state: 'idle', why: 'no traffic' })).toBe('tunnel to nas ended: no traffic');
});
