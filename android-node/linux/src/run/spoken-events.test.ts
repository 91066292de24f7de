import type { CoordinatorStatus, NodeStatus } from '@ntmobile/node-core';
import { expect, it, vi } from 'vitest';
import { spokenEvents } from './spoken-events.ts';

const status: NodeStatus = {
  bootId: 'boot',
  name: 'pi',
  virtualAddresses: ['198.18.0.5'],
  coordinator: { state: 'registered', since: 0 },
  tunnels: [],
  counts: {},
};
const changed = (state: CoordinatorStatus['state']) =>
  ({ kind: 'coordinatorChanged', coordinator: { state, endpoint: '192.0.2.9:3479', since: 0 } }) as const;

it('says registered when the interface is set up, and then once each what is not as it should be', async () => {
  const said: string[] = [];
  let setUp = () => {};
  const configured = new Promise<void>((resolve) => {
    setUp = resolve;
  });
  const listener = spokenEvents({
    machine: {
      configured: () => configured,
      unaskedResolver: () => ({ resolver: ['198.18.0.1'], searchDomain: 'ntm.internal' }),
      unguardedAddresses: () => 'other machines can probe 198.18.0.5',
      contestedRoutes: () => 'a network can draw traffic out',
    },
    status: () => status,
    say: (line) => said.push(line),
  });
  listener(changed('registered'));
  await Promise.resolve();
  expect(said).toEqual([]);
  setUp();
  await vi.waitFor(() => expect(said).toHaveLength(4));
  expect(said[0]).toContain('registered as pi');
  expect(said[1]).toContain('answered at 198.18.0.1');
  expect(said[2]).toContain('can probe 198.18.0.5');
  expect(said[3]).toContain('can draw traffic out');
  listener(changed('connecting'));
  listener(changed('registered'));
  await vi.waitFor(() => expect(said).toHaveLength(6));
  expect(said.filter((line) => /answered at|can probe|can draw/.test(line))).toHaveLength(3);
});
