import { beforeEach, describe, expect, it } from 'vitest';
import type { MemoryHost } from '../testing/memory-host.ts';
import { registeredPair, type TestRealm } from '../testing/realm.ts';
import type { VirtualPacket } from '../testing/virtual-network.ts';

const A = '198.18.0.11';

let realm: TestRealm;
let a: MemoryHost;
let b: MemoryHost;
/** What `b` sent to `a` when they were in touch: since then neither knows the other. */
let captured: VirtualPacket;

beforeEach(() => {
  ({ realm, a, b } = registeredPair());
  b.sendData(A, 'first');
  realm.run(1_000);
  captured = messages(b, a, 1)[0] as VirtualPacket;
  withdraw('a', 'b');
  withdraw('b', 'a');
  // Copies are answered for 5 s.
  realm.run(10_000);
  expect([a.peers.size, b.peers.size]).toEqual([0, 0]);
});

function withdraw(from: string, peer: string): void {
  const target = { kind: 'node', nodeId: realm.coordinator.client(peer).node.nodeId } as const;
  realm.coordinator.send(from, [{ kind: 'routeWithdrawal', transaction: 0, target, reason: 'policy' }]);
}

function messages(from: MemoryHost, to: MemoryHost, type: number): VirtualPacket[] {
  return realm.network.sent.filter(
    ({ source, destination, datagram }) =>
      source === from.endpoint && destination === to.endpoint && datagram[0] === type,
  );
}

function replays(): number | undefined {
  a.feed({ kind: 'statusRequested', id: 1, counters: [] });
  const report = a.reports.at(-1);
  return report?.kind === 'status' ? report.status.counts.handshakeReplayed : undefined;
}

describe('a replay of what a node once sent, to one that does not know it any more', () => {
  it.each(['initiator', 'responder'] as const)(
    'is counted, and does not hold up the %s of a direction',
    (role) => {
      a.receive(captured);
      expect(replays()).toBe(1);
      const before = messages(a, b, 1).length;
      realm.coordinator.send('a', [realm.coordinator.routeDirection('a', 'b', role)]);
      realm.run(2_500);
      expect(messages(a, b, 1).length).toBeGreaterThan(before);
      expect(messages(a, b, 2)).toHaveLength(1);
    },
  );

  it('does not take the place of a message 1 that has just overtaken its RouteDirection', () => {
    const answers = messages(a, b, 2).length;
    realm.coordinator.send('b', [realm.coordinator.routeDirection('b', 'a', 'initiator')]);
    realm.run(25);
    a.receive(captured);
    realm.coordinator.send('a', [realm.coordinator.routeDirection('a', 'b', 'responder')]);
    realm.run(12);
    expect(messages(a, b, 2)).toHaveLength(answers + 1);
    realm.run(50);
    b.sendData(A, 'again');
    realm.run(100);
    expect(a.delivered).toEqual(['again']);
  });
});
