import { encodeFrame, type SignallingFrame } from '@ntmobile/shared';
import { beforeEach, expect, it } from 'vitest';
import type { MemoryHost } from '../testing/memory-host.ts';
import { registeredPair, type TestRealm } from '../testing/realm.ts';

let realm: TestRealm;
let a: MemoryHost;

beforeEach(() => {
  ({ realm, a } = registeredPair());
  realm.coordinator.direct('a', 'b');
  realm.run(500);
});

function status() {
  a.feed({ kind: 'statusRequested', id: 1, counters: [] });
  const report = a.reports.at(-1);
  if (report?.kind !== 'status') throw new Error('no status');
  return report.status;
}
const nodeId = (name: string) => realm.coordinator.client(name).node.nodeId;
const withdrawal = (name: string, reason: 'revoked' | 'deleted' | 'offline'): SignallingFrame => ({
  kind: 'routeWithdrawal',
  transaction: 0,
  target: { kind: 'node', nodeId: nodeId(name) },
  reason,
});

it.each(['revoked', 'deleted'] as const)(
  'a node that is %s itself has no tunnel and no lease at once',
  (reason) => {
    expect(status().tunnels).toHaveLength(1);
    realm.coordinator.mute.add('registrationRequest');
    realm.coordinator.send('a', [withdrawal('a', reason)]);
    realm.run(20);
    expect(status()).toMatchObject({ tunnels: [], coordinator: { state: 'connecting' } });
    expect(a.sessions.size).toBe(0);
    expect(realm.coordinator.frames.at(-1)?.kind).toBe('routeWithdrawalAnswer');
  },
);

it('goes on asking, and is registered as soon as it is let in again', () => {
  realm.network.attach('203.0.113.1:3479', undefined);
  realm.coordinator.send('a', [withdrawal('a', 'revoked')]);
  realm.run(60_000);
  expect(status().coordinator.state).toBe('connecting');
  realm.network.attach('203.0.113.1:3479', realm.coordinator);
  realm.coordinator.forgetful = true;
  realm.coordinator.call('a', a.endpoint);
  // Messages 1 cross, and this coordinator keeps one session only: the request is doubted once.
  realm.run(2_000);
  expect(status().coordinator.state).toBe('registered');
});

it('is not put out by the withdrawal of another, nor by one that says offline', () => {
  realm.coordinator.send('a', [withdrawal('a', 'offline')]);
  realm.run(100);
  expect(status()).toMatchObject({ tunnels: [{}], coordinator: { state: 'registered' } });
  realm.coordinator.send('a', [withdrawal('b', 'revoked')]);
  realm.run(100);
  expect(status()).toMatchObject({ tunnels: [], coordinator: { state: 'registered' } });
});

it('says that it is connecting when a coordinator has been silent for 10 s, until it is heard again', () => {
  realm.network.attach('203.0.113.1:3479', undefined);
  realm.run(42_000);
  expect(status().coordinator.state).toBe('connecting');
  realm.network.attach('203.0.113.1:3479', realm.coordinator);
  realm.run(10_000);
  expect(status().coordinator.state).toBe('registered');
});

it('answers a request of a type that it does not know by `unsupported`', () => {
  const session = realm.coordinator.client('a').session;
  const known = encodeFrame(withdrawal('a', 'offline'));
  const unknown = Uint8Array.of(0x3f, 0, 0, 0, 0, 0, 0, 77);
  const answerOfUnknownType = Uint8Array.of(0x3e, 1, 0, 0, 0, 0, 0, 78);
  const datagram = session?.transport.seal(Uint8Array.from([...unknown, ...answerOfUnknownType, ...known]));
  realm.network.send({
    source: '203.0.113.1:3479',
    destination: a.endpoint,
    datagram: datagram as Uint8Array,
  });
  realm.run(100);
  const errors = realm.coordinator.frames.filter(({ kind }) => kind === 'error');
  expect(errors).toEqual([
    {
      kind: 'error',
      transaction: 77,
      requestType: 0x3f,
      code: 'unsupported',
      text: 'this node does not know this request',
    },
  ]);
});
