import {
  parseIpAddress,
  parsePrefix,
  type RegistrationResponse,
  type SignallingFrame,
} from '@ntmobile/shared';
import { beforeEach, describe, expect, it } from 'vitest';
import type { MemoryHost } from '../testing/memory-host.ts';
import { TestRealm } from '../testing/realm.ts';
import { TestCoordinator } from '../testing/test-coordinator.ts';

let realm: TestRealm;
let a: MemoryHost;

beforeEach(() => {
  realm = new TestRealm();
  a = realm.addNode('a');
  realm.run(100);
});

const received = (kind: SignallingFrame['kind']) =>
  realm.coordinator.frames.filter((frame) => frame.kind === kind).length;
/** Messages 1, each with its copies counted once. */
const initiationsOf = ({ network }: TestRealm) =>
  new Set(network.sent.filter(({ datagram }) => datagram[0] === 1).map(({ datagram }) => datagram.join()))
    .size;
const initiations = () => initiationsOf(realm);
const state = () => {
  a.feed({ kind: 'statusRequested', id: 1, counters: [] });
  const report = a.reports.at(-1);
  return report?.kind === 'status' ? report.status.coordinator.state : undefined;
};

describe('registration', () => {
  it('configures the TUN from the realm and announces the interfaces', () => {
    expect(a.outputs.find((output) => output.kind === 'configureTun')).toEqual({
      kind: 'configureTun',
      addresses: ['198.18.0.11/32'],
      prefixes: ['198.18.0.0/15'],
      realmPrefixes: ['198.18.0.0/15'],
      mtu: 1440,
      resolver: ['198.18.0.1'],
      searchDomain: 'ntm.internal',
    });
    expect(realm.coordinator.frames[0]).toMatchObject({
      candidates: [{ source: 'interface', network: 1 }],
      capabilities: { control: 1 },
    });
    expect(state()).toBe('registered');
  });

  it('is kept by a KeepAlive every 30 s and repeated when the coordinator asks', () => {
    realm.run(95_000);
    expect(received('keepAlive')).toBe(3);
    realm.coordinator.forgetful = true;
    realm.run(30_000);
    expect(received('registrationRequest')).toBe(2);
  });

  it('is repeated with the new addresses when the network changes', () => {
    a.feed({ kind: 'networkChanged', interfaces: [{ name: 'wlan0', addresses: ['192.0.2.1', '10.0.0.7'] }] });
    a.feed({ kind: 'networkChanged', interfaces: [{ name: 'wlan0', addresses: ['192.0.2.1', '10.0.0.7'] }] });
    realm.run(100);
    expect(received('registrationRequest')).toBe(2);
    expect(realm.coordinator.client('a').candidates).toHaveLength(3);
  });

  it('is not believed with a record about another key', () => {
    const other = new TestRealm();
    const host = other.addNode('x');
    const { node } = other.coordinator.client('x');
    const foreign = { ...node, staticKey: new Uint8Array(32).fill(9) };
    other.coordinator.recordOf = () => TestCoordinator.prototype.recordOf.call(other.coordinator, foreign);
    other.run(100);
    expect(host.outputs.some((output) => output.kind === 'configureTun')).toBe(false);
  });

  it.each<[string, Partial<RegistrationResponse>]>([
    ['every network', { realmPrefixes: [parsePrefix('0.0.0.0/0')] }],
    ['half of every network', { realmPrefixes: [parsePrefix('128.0.0.0/1')] }],
    ['more than the realm', { realmPrefixes: [parsePrefix('198.16.0.0/13')] }],
    ['another network too', { realmPrefixes: [parsePrefix('198.18.0.0/15'), parsePrefix('10.0.0.0/8')] }],
    ['IPv6 of others', { realmPrefixes: [parsePrefix('2001:db8::/32')] }],
    ['a resolver elsewhere', { resolvers: [parseIpAddress('203.0.113.53')] }],
  ])('is not believed where it would route %s into the tunnel', (_, changes) => {
    const other = new TestRealm();
    other.coordinator.registrationChanges = changes;
    const host = other.addNode('x');
    other.run(100);
    expect(host.outputs.some((output) => output.kind === 'configureTun')).toBe(false);
    host.feed({ kind: 'statusRequested', id: 1, counters: [] });
    expect(host.reports.at(-1)).toMatchObject({ status: { counts: { recordRefused: 1 } } });
  });

  it('is not believed by a node that enrolled in a realm of another name', () => {
    const enrolment = { ...realm.coordinator.enrolmentOf('a'), nodeId: 'another' };
    const before = a.outputs.length;
    a.feed({
      kind: 'enrolled',
      enrolment: { ...enrolment, realm: { domain: 'example', prefixes: ['198.18.0.0/15'] } },
    });
    realm.run(1_000);
    expect(received('registrationRequest')).toBeGreaterThan(1);
    expect(state()).toBe('connected');
    expect(a.outputs.slice(before).some((output) => output.kind === 'configureTun')).toBe(false);
  });
});

describe('requests', () => {
  it('are repeated at 0.25, 0.5 and 1 s; at 1.5 s message 1 goes to the same coordinator', () => {
    realm.coordinator.mute.add('keepAlive');
    realm.run(30_000);
    expect(received('keepAlive')).toBe(1);
    realm.run(1_350);
    expect(received('keepAlive')).toBe(4);
    const before = initiations();
    realm.run(200);
    expect(initiations()).toBe(before + 1);
  });

  it('survive loss', () => {
    realm.network.loss = 0.3;
    realm.run(600_000);
    expect(state()).toBe('registered');
    expect(realm.coordinator.client('a').session).toBeDefined();
  });

  it('of the coordinator are answered again and done once', () => {
    const direction = realm.coordinator.routeDirection('a', 'a', 'responder');
    const request = { ...direction, transaction: 500 } as SignallingFrame;
    realm.coordinator.send('a', [request]);
    realm.coordinator.send('a', [request]);
    realm.run(100);
    expect(received('routeConfirmation')).toBe(2);
    a.feed({ kind: 'statusRequested', id: 1, counters: [] });
    expect(a.reports.at(-1)).toMatchObject({ status: { counts: { recordRefused: 1 } } });
  });
});

describe('the session', () => {
  it('is renewed after 120 s without registering again', () => {
    const first = realm.coordinator.client('a').session;
    realm.run(121_000);
    expect(realm.coordinator.client('a').session).not.toBe(first);
    expect(received('registrationRequest')).toBe(1);
    realm.run(600_000);
    expect(received('registrationRequest')).toBe(1);
  });

  it('is taken up again from a restarted coordinator that calls: KeepAlive, no registration', () => {
    realm.coordinator.restart();
    realm.coordinator.call('a', a.endpoint);
    const before = { keepAlives: received('keepAlive'), initiations: initiations() };
    realm.run(200);
    expect(received('keepAlive')).toBe(before.keepAlives + 1);
    expect(received('registrationRequest')).toBe(1);
    expect(initiations()).toBe(before.initiations);
  });

  it('is started by the node when a coordinator calls and then says nothing for 1 s', () => {
    realm.coordinator.restart();
    realm.coordinator.call('a', a.endpoint);
    realm.network.attach('203.0.113.1:3479', undefined);
    realm.run(900);
    const before = initiations();
    realm.run(300);
    expect(initiations()).toBe(before + 1);
  });

  it('moves to the next coordinator of the list when the first is silent', () => {
    const two = new TestRealm();
    const second = new TestCoordinator(two.network, '203.0.113.2:3479', 98);
    two.addNode('b', [second]);
    two.run(100);
    two.network.attach('203.0.113.1:3479', undefined);
    two.run(35_000);
    expect(second.client('b').session).toBeDefined();
    expect(second.frames.map((frame) => frame.kind)).toContain('registrationRequest');
  });

  it('tries again 1, 2, then 5 s apart while nobody answers', () => {
    const lonely = new TestRealm();
    lonely.network.attach('203.0.113.1:3479', undefined);
    lonely.addNode('c');
    lonely.run(3_400);
    expect(initiationsOf(lonely)).toBe(3);
    lonely.run(60_000);
    expect(initiationsOf(lonely)).toBeGreaterThanOrEqual(13);
    expect(initiationsOf(lonely)).toBeLessThanOrEqual(17);
  });

  it('repeats its first four messages 1 after 250, 350, 500, 650 and 800 ms, and later ones no more', () => {
    const lonely = new TestRealm();
    lonely.network.attach('203.0.113.1:3479', undefined);
    lonely.addNode('c');
    lonely.run(249);
    expect(lonely.network.sent).toHaveLength(1);
    lonely.run(241);
    expect(lonely.network.sent).toHaveLength(3);
    expect(initiationsOf(lonely)).toBe(1);
    lonely.run(20_000);
    const times = new Map<string, number>();
    for (const { datagram } of lonely.network.sent)
      times.set(datagram.join(), (times.get(datagram.join()) ?? 0) + 1);
    // None once the wait is over, which is half a second, one, two and five.
    expect([...times.values()].slice(0, 6)).toEqual([3, 6, 6, 6, 1, 1]);
    const before = lonely.network.sent.length;
    lonely.run(60_000);
    expect(lonely.network.sent.length - before).toBeLessThanOrEqual(12);
  });

  it('ignores packets that do not authenticate and frames that make no sense', () => {
    const sealed = realm.network.sent.findLast(({ datagram }) => datagram[0] === 4);
    const packet = Uint8Array.from(sealed?.datagram ?? []);
    const localIndex = new DataView(packet.buffer).getUint32(4, true);
    packet[20] = (packet[20] ?? 0) ^ 1;
    a.feed({ kind: 'sealedReceived', socket: 4, source: a.endpoint, localIndex, counter: 9n, packet });
    const hello = { kind: 'mtuProbe', transaction: 3, size: 1300 } as const;
    realm.coordinator.send('a', [hello, { kind: 'keepAliveAnswer', transaction: 9999, ...ANSWER }]);
    realm.run(100);
    a.feed({ kind: 'statusRequested', id: 1, counters: [] });
    expect(a.reports.at(-1)).toMatchObject({ status: { counts: { coordinatorFrameUnexpected: 2 } } });
  });
});

describe('leaving', () => {
  it('says goodbye and reports when the coordinator knows', () => {
    a.feed({ kind: 'stopRequested' });
    realm.run(100);
    expect(received('deregistration')).toBe(1);
    expect(a.reports.at(-1)).toEqual({ kind: 'left' });
  });
});

const ANSWER = {
  observed: { address: parsePrefix('192.0.2.1/32').address, port: 1 },
  leaseSeconds: 1,
  serverTime: 1,
  registrationRequired: false,
  relayCredentials: [],
};
