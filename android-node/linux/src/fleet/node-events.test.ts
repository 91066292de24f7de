import type { CoordinatorStatus, TunnelStatus } from '@ntmobile/node-core';
import { nodeEventSchema } from '@ntmobile/shared/fleet';
import { expect, it } from 'vitest';
import { NodeEvents } from './node-events.ts';

const PEER = 'a'.repeat(26);
const coordinator = (state: CoordinatorStatus['state']) =>
  ({ kind: 'coordinatorChanged', coordinator: { state, endpoint: '192.0.2.1:3479', since: 0 } }) as const;
const tunnel = (state: TunnelStatus['state'], change: Partial<TunnelStatus> = {}) =>
  ({
    kind: 'tunnelChanged',
    tunnel: {
      peer: 1,
      name: 'nas',
      nodeId: PEER,
      virtualAddresses: [],
      state,
      why: 'because',
      pathMtu: 1280,
      since: 0,
      sentBytes: 0,
      receivedBytes: 0,
      ...change,
    },
  }) as const;

it('tells once that a coordinator was found and that it was lost', () => {
  const events = new NodeEvents();
  const kinds = ['connecting', 'connected', 'registered', 'registered', 'connecting', 'registered'] as const;
  expect(kinds.map((state) => events.of(coordinator(state))?.kind)).toEqual([
    undefined,
    undefined,
    'coordinatorConnected',
    undefined,
    'coordinatorLost',
    'coordinatorConnected',
  ]);
});

it('tells of a tunnel what changed: established, another route, no path, closed', () => {
  const events = new NodeEvents();
  const reports = [
    tunnel('connecting'),
    tunnel('established', { route: 'directV4' }),
    tunnel('established', { route: 'directV4', pathMtu: 1440 }),
    tunnel('established', { route: 'sameLan' }),
    tunnel('noPath'),
    tunnel('noPath'),
    tunnel('idle'),
    tunnel('established', { route: 'directV6' }),
    tunnel('idle'),
    tunnel('idle'),
  ];
  expect(reports.map((report) => events.of(report)?.kind)).toEqual([
    undefined,
    'tunnelEstablished',
    undefined,
    'routeChanged',
    'tunnelFailed',
    undefined,
    undefined,
    'tunnelEstablished',
    'tunnelClosed',
    undefined,
  ]);
});

it('says nothing of plain WireGuard peers, statuses and proofs', () => {
  const events = new NodeEvents();
  const { nodeId: _, ...stock } = tunnel('established').tunnel;
  expect(events.of({ kind: 'tunnelChanged', tunnel: stock })).toBeUndefined();
  expect(events.of({ kind: 'left' })).toBeUndefined();
  expect(
    events.of({ kind: 'coordinatorProven', publicKey: new Uint8Array(32), endpoint: '' }),
  ).toBeUndefined();
});

it('makes one short clean line of whatever a system says', () => {
  const message = `first\nsecond\u202e${'x'.repeat(182)}\u{1f600}${'x'.repeat(400)}`;
  const event = new NodeEvents().of({ kind: 'failed', what: 'tun', message });
  expect(nodeEventSchema.parse({ at: 0, ...event })).toMatchObject({ kind: 'failed' });
  expect(event?.text).toMatch(/^tun: first second x{182} *$/);
});
