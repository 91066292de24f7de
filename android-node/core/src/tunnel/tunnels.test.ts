import { formatNodeId, type SignallingFrame, type TunnelReport } from '@ntmobile/shared';
import { beforeEach, describe, expect, it } from 'vitest';
import type { TunnelStatus } from '../report.ts';
import type { MemoryHost } from '../testing/memory-host.ts';
import { registeredPair, type TestRealm } from '../testing/realm.ts';

const A = '198.18.0.11';
const B = '198.18.0.12';

let realm: TestRealm;
let a: MemoryHost;
let b: MemoryHost;

beforeEach(() => {
  ({ realm, a, b } = registeredPair());
});

function tunnel(host: MemoryHost): TunnelStatus | undefined {
  host.feed({ kind: 'statusRequested', id: 1, counters: [] });
  const report = host.reports.at(-1);
  return report?.kind === 'status' ? report.status.tunnels[0] : undefined;
}

/** Builds the tunnel by a first packet and lets hello and probes end. */
function connect(): void {
  a.sendData(B, 'first');
  realm.run(1_000);
}

const between = (from: MemoryHost, to: MemoryHost, type: number) =>
  realm.network.sent.filter(
    ({ source, destination, datagram }) =>
      source === from.endpoint && destination === to.endpoint && datagram[0] === type,
  );
const reports = (event: TunnelReport['event']) =>
  realm.coordinator.frames.filter(
    (frame): frame is TunnelReport => frame.kind === 'tunnelReport' && frame.event === event,
  );
const currentIndex = (host: MemoryHost) => [...host.sessions.keys()].at(-1) ?? 0;
const silence = (host: MemoryHost) => realm.network.attach(host.endpoint, undefined);

describe('set-up', () => {
  it('takes one round trip to the coordinator and one to the peer', () => {
    const start = realm.network.now;
    a.sendData(B, 'first');
    realm.network.run(1_000, () => a.sessions.size > 0);
    // 10 ms each way: request and direction, message 1 and 2.
    expect(realm.network.now - start).toBe(40);
    a.sendData(B, 'there');
    realm.run(100);
    b.sendData(A, 'back');
    realm.run(100);
    expect([a.delivered, b.delivered]).toEqual([['back'], ['there']]);
  });

  it('proves the path and tells both ends and the coordinator', () => {
    connect();
    const { nodeId } = realm.coordinator.client('b').node;
    expect(tunnel(a)).toMatchObject({
      name: 'b',
      nodeId: formatNodeId(nodeId),
      state: 'established',
      route: 'directV4',
      why: 'direct: the peer answers at a global IPv4 address',
      endpoint: b.endpoint,
      pathMtu: 1440,
      rttMs: 20,
      virtualAddresses: [B],
    });
    expect(tunnel(b)).toMatchObject({ state: 'established', endpoint: a.endpoint, pathMtu: 1440 });
    expect(reports('established')).toMatchObject([{ roundTripMicroseconds: 20_000 }]);
  });

  it('is told to the coordinator for a peer that takes no control frames, too', () => {
    const direction = realm.coordinator.routeDirection.bind(realm.coordinator);
    realm.coordinator.routeDirection = (...ends) => {
      const frame = direction(...ends);
      return frame.kind === 'routeDirection' ? { ...frame, capabilities: {} } : frame;
    };
    connect();
    expect(tunnel(a)).toMatchObject({ state: 'established' });
    expect(reports('established')).toMatchObject([{ endpoint: { port: 5000 } }]);
  });

  it('sends the same message 1 at 50 to 800 ms, new ones at 1.6 and 5 s, then says that there is no path', () => {
    silence(b);
    realm.coordinator.direct('a', 'b');
    realm.run(12_000);
    const messages = between(a, b, 1).map(({ datagram }) => datagram.slice(0, 132).join());
    expect(messages).toHaveLength(8);
    expect(new Set(messages.slice(0, 6)).size).toBe(1);
    expect(new Set(messages).size).toBe(3);
    expect(tunnel(a)).toMatchObject({ state: 'noPath', why: 'no path: both ends are behind NATs' });
    expect(a.outputs).toContainEqual({
      kind: 'refuse',
      destination: B,
      reason: 'hostUnreachable',
      forMs: 5_000,
    });
    expect(reports('failed')).toHaveLength(1);
  });

  it('answers copies of a message 1 with the same message 2 and one session', () => {
    silence(a);
    realm.coordinator.direct('a', 'b');
    a.feed({ kind: 'timeReached' });
    realm.network.attach(a.endpoint, a);
    realm.coordinator.send('a', [realm.coordinator.routeDirection('a', 'b', 'initiator')]);
    realm.network.delayMs = 70;
    realm.run(1_500);
    const answers = between(b, a, 2).map(({ datagram }) => datagram.join());
    expect(answers.length).toBeGreaterThan(1);
    expect(new Set(answers).size).toBe(1);
    expect([a.sessions.size, b.sessions.size]).toEqual([1, 1]);
  });

  it('keeps a message 1 that overtakes its RouteDirection', () => {
    realm.coordinator.send('a', [realm.coordinator.routeDirection('a', 'b', 'initiator')]);
    realm.run(30);
    expect(b.sessions.size).toBe(0);
    realm.coordinator.send('b', [realm.coordinator.routeDirection('b', 'a', 'responder')]);
    realm.run(15);
    expect(between(b, a, 2)).toHaveLength(1);
    realm.run(500);
    expect(tunnel(a)?.state).toBe('established');
  });

  it('lets the responder start after 2 s when the initiator cannot be heard', () => {
    realm.coordinator.send('b', [realm.coordinator.routeDirection('b', 'a', 'responder')]);
    realm.run(1_900);
    expect(between(b, a, 1)).toHaveLength(0);
    realm.coordinator.send('a', [realm.coordinator.routeDirection('a', 'b', 'responder')]);
    realm.run(500);
    expect(tunnel(a)?.state).toBe('established');
    expect(between(a, b, 1)).toHaveLength(0);
  });

  it('completes when both sides call at once', () => {
    a.sendData(B, 'x');
    b.sendData(A, 'x');
    realm.run(3_000);
    a.sendData(B, 'to b');
    b.sendData(A, 'to a');
    realm.run(100);
    expect([a.delivered, b.delivered]).toEqual([['to a'], ['to b']]);
  });

  it.each([0.05, 0.2, 0.4])('works over a network that loses %d of the packets', (loss) => {
    realm.network.loss = loss;
    a.sendData(B, 'x');
    expect(realm.network.run(10_000, () => a.sessions.size > 0)).toBe(true);
  });

  it('refuses a packet to a name without node, and one to a node that is offline', () => {
    a.sendData('198.18.0.99', 'x');
    realm.coordinator.client('b').session = undefined;
    a.sendData(B, 'x');
    realm.run(100);
    const refused = a.outputs.filter((output) => output.kind === 'refuse');
    expect(refused.map((output) => output.destination)).toEqual(['198.18.0.99', B]);
  });
});

describe('trust', () => {
  const directed = (change: (frame: Extract<SignallingFrame, { kind: 'routeDirection' }>) => object) => {
    const frame = realm.coordinator.routeDirection('a', 'b', 'initiator');
    if (frame.kind !== 'routeDirection') throw new Error('no direction');
    realm.coordinator.send('a', [{ ...frame, ...change(frame) }]);
    realm.run(1_000);
    return tunnel(a);
  };
  const { node } = { node: () => realm.coordinator.client('b').node };

  it('takes no record that is forged, expired, of another realm or outside its prefixes', () => {
    const records = [
      realm.coordinator.recordOf(node()).map((byte, index) => (index === 20 ? byte ^ 1 : byte)),
      realm.coordinator.recordOf(node(), { expires: 5 }),
      realm.coordinator.recordOf(node(), { realm: 'other.internal' }),
      realm.coordinator.recordOf({ ...node(), address: '192.0.2.200' }),
      new Uint8Array(3),
    ];
    for (const record of records) expect(directed(() => ({ record }))).toBeUndefined();
    expect(between(a, b, 1)).toHaveLength(0);
  });

  it('refuses a new key of a known node until a record says that it replaces the old one', () => {
    connect();
    const staticKey = new Uint8Array(32).fill(200);
    const changed = { ...node(), staticKey };
    directed(() => ({ record: realm.coordinator.recordOf(changed), pathKey: new Uint8Array(32).fill(50) }));
    expect(a.reports.find((report) => report.kind === 'keyChangeRefused')).toMatchObject({ name: 'b' });
    const record = realm.coordinator.recordOf(changed, { replaces: node().staticKey });
    expect(directed(() => ({ record, pathKey: new Uint8Array(32).fill(51) }))?.state).toBe('connecting');
  });

  it('sends nothing to candidates where nothing may be sent', () => {
    const candidates = ['127.0.0.1', '224.0.0.1', '198.18.0.12', '169.254.169.254'].map((text) => ({
      source: 'interface' as const,
      network: 1,
      endpoint: {
        address: { family: 4 as const, bytes: Uint8Array.from(text.split('.').map(Number)) },
        port: 53,
      },
    }));
    expect(directed(() => ({ candidates }))?.state).toBe('noPath');
    expect(between(a, b, 1)).toHaveLength(0);
  });

  it('repeats message 1 to where the newest direction says that the peer is, whatever earlier ones said', () => {
    silence(b);
    const hosts = (first: number) => [first, first + 1, first + 2, first + 3];
    const direct = (first: number) =>
      realm.coordinator.send('a', [
        {
          ...realm.coordinator.routeDirection('a', 'b', 'initiator'),
          pathKey: new Uint8Array(32).fill(first),
          candidates: hosts(first).map((host) => ({
            source: 'interface' as const,
            network: 1,
            endpoint: {
              address: { family: 4 as const, bytes: Uint8Array.of(203, 0, 113, host) },
              port: 5000,
            },
          })),
        } as SignallingFrame,
      ]);
    direct(20);
    realm.run(30);
    direct(60);
    realm.run(3_000);
    const messagesTo = (host: number) =>
      realm.network.sent.filter(
        ({ destination, datagram }) => destination === `203.0.113.${host}:5000` && datagram[0] === 1,
      ).length;
    expect(hosts(60).map((host) => messagesTo(host) >= 5)).toEqual([true, true, true, true]);
    expect(hosts(20).filter((host) => messagesTo(host) >= 5)).toHaveLength(1);
  });

  it('answers message 1 of a key that nobody named by silence', () => {
    const stranger = realm.addNode('c');
    realm.run(100);
    realm.coordinator.send('c', [realm.coordinator.routeDirection('c', 'a', 'initiator')]);
    realm.run(3_000);
    expect(between(a, stranger, 2)).toHaveLength(0);
  });
});

describe('a live tunnel', () => {
  beforeEach(connect);

  it('renews its session without the coordinator and without losing a packet', () => {
    const requests = realm.coordinator.frames.length;
    const first = currentIndex(a);
    a.feed({ kind: 'timerDue', peer: 1, localIndex: first, cause: 'sentAfterRekey' });
    a.sendData(B, 'while renewing');
    realm.run(1_000);
    a.sendData(B, 'renewed');
    realm.run(100);
    expect(currentIndex(a)).not.toBe(first);
    expect(b.delivered).toEqual(['while renewing', 'renewed']);
    expect(realm.coordinator.frames).toHaveLength(requests);
  });

  it('asks the coordinator and tries the last endpoint when the peer fell silent', () => {
    silence(b);
    realm.coordinator.frames.length = 0;
    a.feed({ kind: 'timerDue', peer: 1, localIndex: currentIndex(a), cause: 'sentUnanswered' });
    realm.run(15);
    expect(realm.coordinator.frames.map((frame) => frame.kind)).toContain('directionRequest');
    expect(between(a, b, 1)).toHaveLength(2);
  });

  it('ends when its sessions expire, and the next packet builds it again at the last endpoint', () => {
    a.feed({ kind: 'timerDue', peer: 1, localIndex: currentIndex(a), cause: 'expired' });
    expect(tunnel(a)).toMatchObject({ state: 'idle', why: 'no traffic for 3 minutes', pathMtu: 1280 });
    const start = realm.network.now;
    a.sendData(B, 'again');
    realm.network.run(1_000, () => a.sessions.size > 0);
    expect(realm.network.now - start).toBe(20);
    expect(reports('closed')).toHaveLength(1);
  });

  it('moves to new addresses by a new session when the network changes', () => {
    silence(a);
    a.move('192.0.2.50');
    realm.run(1_000);
    b.sendData(A, 'to the new address');
    realm.run(100);
    expect(a.delivered).toEqual(['to the new address']);
    expect(tunnel(b)?.endpoint).toBe('192.0.2.50:5000');
  });

  it('is closed with wiped keys and prohibited when the coordinator withdraws it', () => {
    const { nodeId } = realm.coordinator.client('b').node;
    const target = { kind: 'node', nodeId } as const;
    realm.coordinator.send('a', [{ kind: 'routeWithdrawal', transaction: 0, target, reason: 'revoked' }]);
    realm.run(100);
    expect([a.sessions.size, a.peers.size]).toEqual([0, 0]);
    expect(a.outputs).toContainEqual({ kind: 'refuse', destination: B, reason: 'prohibited', forMs: 60_000 });
  });

  it('ignores a withdrawal as offline, which was meant for an attempt', () => {
    const { pathId } = realm.coordinator.routeDirection('a', 'b', 'initiator') as { pathId: Uint8Array };
    const target = { kind: 'path', pathId } as const;
    realm.coordinator.send('a', [{ kind: 'routeWithdrawal', transaction: 0, target, reason: 'offline' }]);
    realm.run(100);
    expect(tunnel(a)?.state).toBe('established');
  });

  it('is forgotten after 24 hours without a session', () => {
    a.feed({ kind: 'timerDue', peer: 1, localIndex: currentIndex(a), cause: 'expired' });
    realm.network.now += 24 * 3_600_000;
    realm.run(10);
    expect(tunnel(a)).toBeUndefined();
  });

  it('survives the coordinator', () => {
    realm.network.attach('203.0.113.1:3479', undefined);
    realm.run(200_000);
    a.feed({ kind: 'timerDue', peer: 1, localIndex: currentIndex(a), cause: 'sentAfterRekey' });
    realm.run(500);
    a.sendData(B, 'still');
    realm.run(100);
    expect(b.delivered).toEqual(['still']);
  });
});

describe('control frames', () => {
  it('repeat the hello until it is answered and give up after four', () => {
    a.sendData(B, 'x');
    realm.network.run(1_000, () => a.sessions.size > 0);
    silence(b);
    realm.run(5_000);
    const hellos = a.outputs.filter((output) => output.kind === 'sealControl');
    expect(hellos).toHaveLength(4);
    expect(tunnel(a)).toMatchObject({ pathMtu: 1280, state: 'established' });
    expect(reports('established')).toHaveLength(1);
  });

  it('find the largest packet that passes', () => {
    realm.network.largest = 32 + 16 + 1_360;
    connect();
    realm.run(10_000);
    expect(tunnel(a)?.pathMtu).toBeGreaterThan(1_340);
    expect(tunnel(a)?.pathMtu).toBeLessThanOrEqual(1_360);
  });

  it('on another path than the coordinator named end the session', () => {
    connect();
    const frame = realm.coordinator.routeDirection('b', 'a', 'responder');
    realm.coordinator.send('b', [{ ...frame, pathId: new Uint8Array(16) } as SignallingFrame]);
    realm.run(100);
    a.feed({ kind: 'timerDue', peer: 1, localIndex: currentIndex(a), cause: 'sentAfterRekey' });
    realm.run(500);
    expect(tunnel(b)).toMatchObject({ why: 'the peer is on another path than the coordinator named' });
  });

  it('that are malformed or unknown are counted and nothing else', () => {
    connect();
    const input = {
      kind: 'controlReceived',
      peer: 1,
      localIndex: currentIndex(a),
      source: '',
      counter: 1n,
    } as const;
    for (const first of [0x10, 0x11, 0x1f]) {
      for (let length = 1; length < 40; length++) {
        a.feed({ ...input, payload: new Uint8Array(length).fill(first) });
      }
    }
    expect(tunnel(a)?.state).toBe('established');
  });
});
