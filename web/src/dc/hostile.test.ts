import { encodeFrame, type SignallingFrame } from '@ntmobile/shared';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CounterName } from './counters.ts';
import { DcBench } from './testing/dc-bench.ts';

/** A bench with two registered nodes between which a direction is open, and every packet of one of them. */
function busyBench() {
  const bench = new DcBench();
  const node = bench.registeredNode('till');
  bench.registeredNode('callee');
  node.ask(node.directionRequest('callee.ntm.internal'), 'directionResponse');
  bench.sent = [];
  bench.stored = [];
  return { bench, node };
}

/** All that a coordinator holds but its counters. */
function held(bench: DcBench) {
  const { counters, ...rest } = bench.coordinator.status();
  return rest;
}

/** Feeds datagrams and expects no effect but counters: neither in what is held nor in what leaves. */
function expectNoEffect(bench: DcBench, datagrams: readonly Uint8Array[], source = '203.0.113.66:666'): void {
  const before = held(bench);
  for (const datagram of datagrams) bench.receive(source, datagram);
  expect(held(bench)).toEqual(before);
  expect(bench.sent).toEqual([]);
  expect(bench.stored).toEqual([]);
}

test('no bytes have an effect or make it throw, and each datagram is counted with a reason', () => {
  const { bench } = busyBench();
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom(0, 1, 2, 3, 4),
      fc.constantFrom(undefined, 148, 92, 64, 32),
      (bytes, type, length) => {
        const datagram = new Uint8Array(length ?? bytes.length);
        datagram.set(bytes.slice(0, datagram.length));
        if (type > 0) datagram.set([type, 0, 0, 0].slice(0, datagram.length));
        const dropped = totalDropped(bench);
        expectNoEffect(bench, [datagram]);
        expect(totalDropped(bench)).toBe(dropped + 1);
      },
    ),
    { numRuns: 1000 },
  );
});

test('a genuine packet with any byte changed, or cut anywhere, has no effect', () => {
  const { bench, node } = busyBench();
  const genuine = [node.initiation(), node.sealed([{ kind: 'keepAlive', transaction: 77 }])];
  for (const packet of genuine) {
    const changed = Array.from(packet, (byte, at) => {
      const copy = packet.slice();
      copy[at] = byte ^ 0x20;
      return copy;
    });
    // Only mac2, which nobody looks at without load, may be changed.
    const judged = packet.length === 148 ? changed.slice(0, 132) : changed;
    expectNoEffect(bench, judged);
    expectNoEffect(
      bench,
      Array.from(packet, (_, length) => packet.slice(0, length)),
    );
    expectNoEffect(bench, [Uint8Array.of(...packet, 0)]);
  }
});

test('replays of sealed packets have no effect, from wherever they come', () => {
  const { bench, node } = busyBench();
  const packets = [1, 2, 3].map((transaction) => node.sealed([{ kind: 'keepAlive', transaction }]));
  for (const packet of packets) bench.receive(node.endpoint, packet);
  bench.sent = [];
  expectNoEffect(bench, packets);
  expect(bench.counter('droppedReplayed')).toBe(3);
});

test('replays of handshakes have no effect, within 5 s but for a copy of the same message 2', () => {
  const { bench, node } = busyBench();
  bench.pass(100);
  const message = node.initiation();
  bench.receive(node.endpoint, message);
  bench.sent = [];
  bench.stored = [];
  const before = held(bench);
  for (let count = 0; count < 3; count++) bench.receive('203.0.113.66:666', message);
  expect(held(bench)).toEqual(before);
  expect(bench.sent).toHaveLength(3);
  bench.sent = [];
  bench.pass(5000);
  bench.sent = [];
  expectNoEffect(bench, [message]);
  expect(bench.counter('droppedStaleStamp')).toBe(1);
});

test('a message 1 with a right mac1 and nothing else right has no effect', () => {
  const { bench } = busyBench();
  const other = new DcBench();
  // Sealed by a key that the directory of this bench does not know, as everybody can make one.
  for (let count = 0; count < 20; count++) other.strangeNode(`n${count}`);
  const stranger = other.strangeNode('stranger');
  const before = held(bench);
  bench.receive(stranger.endpoint, stranger.initiation());
  expect(held(bench)).toEqual(before);
  expect(bench.sent).toEqual([]);
  expect(bench.stored.map(({ kind }) => kind)).toEqual(['loadNode']);
  expect(bench.counter('droppedUnknownKey')).toBe(1);
});

test('answers to handshakes that nobody began have no effect', () => {
  const { bench, node } = busyBench();
  const other = new DcBench();
  const peer = other.registeredNode('till');
  other.restart();
  const [message] = other.takeSent(peer.endpoint);
  const response = peer.responseTo(message as Uint8Array);
  expectNoEffect(bench, [response], node.endpoint);
  expect(bench.counter('droppedUnknownIndex')).toBe(1);
});

test('a message 2 with a wrong mac1 costs nothing', () => {
  const bench = new DcBench();
  const node = bench.registeredNode('till');
  bench.restart();
  const [message] = bench.takeSent(node.endpoint);
  const response = node.responseTo(message as Uint8Array);
  response[62] = (response[62] ?? 0) ^ 1;
  bench.stored = [];
  expectNoEffect(bench, [response], node.endpoint);
  expect(bench.counter('droppedBadMac1')).toBe(1);
});

test('a message 2 counts once', () => {
  const bench = new DcBench();
  const node = bench.registeredNode('till');
  bench.restart();
  const [message] = bench.takeSent(node.endpoint);
  const response = node.responseTo(message as Uint8Array);
  bench.receive(node.endpoint, response);
  bench.sent = [];
  bench.stored = [];
  expectNoEffect(bench, [response], node.endpoint);
});

const pathId = new Uint8Array(16);
const answer = { observed: { address: { family: 4, bytes: new Uint8Array(4) }, port: 1 } } as const;
const WRONG_WAY: readonly SignallingFrame[] = [
  { kind: 'routeConfirmation', transaction: 5, pathId },
  { kind: 'routeWithdrawalAnswer', transaction: 5 },
  { kind: 'routeWithdrawal', transaction: 5, target: { kind: 'path', pathId }, reason: 'policy' },
  { kind: 'directionResponse', transaction: 5, outcome: { kind: 'noSuchName' } },
  { kind: 'tunnelReportAnswer', transaction: 5 },
  { kind: 'deregistrationAnswer', transaction: 5 },
  { kind: 'candidateUpdateAnswer', transaction: 5, ...answer },
  { kind: 'mtuProbe', transaction: 5, size: 1300 },
  { kind: 'pathChallenge', transaction: 5, data: new Uint8Array(8) },
  { kind: 'error', transaction: 5, requestType: 0x23, code: 'internal', text: '' },
];

describe('in a live session', () => {
  test.each(WRONG_WAY.map((frame) => [frame.kind, frame] as const))(
    'a %s that nobody asked for is counted and not answered',
    (_, frame) => {
      const { bench, node } = busyBench();
      expectNoEffect(bench, [node.sealed([frame])], node.endpoint);
      expect(bench.counter('droppedUnexpected')).toBe(1);
    },
  );

  test('any plaintext is taken without a throw', () => {
    const { bench, node } = busyBench();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (plaintext) => {
        bench.receive(node.endpoint, node.session?.seal(plaintext) as Uint8Array);
      }),
      { numRuns: 500 },
    );
    // Among them may be a goodbye: the session stays all the same.
    expect(node.keepAlive().leaseSeconds).toBe(120);
  });

  test('a malformed packet of frames has no effect, not even of its first frames', () => {
    const { bench, node } = busyBench();
    const goodbye = encodeFrame({ kind: 'deregistration', transaction: 6 });
    const packet = Uint8Array.of(...goodbye, 0x21, 0, 0, 9, 0, 0, 0, 1);
    expectNoEffect(bench, [node.session?.seal(packet) as Uint8Array], node.endpoint);
    expect(bench.counter('droppedMalformed')).toBe(1);
  });

  test('an answer of another kind does not end a request', () => {
    const { bench, node } = busyBench();
    const { transaction } = node.direction;
    expectNoEffect(bench, [node.sealed([{ kind: 'routeWithdrawalAnswer', transaction }])], node.endpoint);
    expect(bench.counter('droppedUnexpected')).toBe(1);
  });

  test('no frame of one node ends a request to another', () => {
    const { bench, node } = busyBench();
    const other = bench.registeredNode('other');
    node.read();
    const { transaction } = node.direction;
    const before = held(bench);
    other.send([{ kind: 'routeConfirmation', transaction, pathId: node.direction.pathId }]);
    expect(held(bench).links.map(({ waitingRequests }) => waitingRequests)).toEqual(
      before.links.map(({ waitingRequests }) => waitingRequests),
    );
    expect(bench.counter('droppedUnexpected')).toBe(1);
  });
});

test.each(['', 'x', '192.0.2.1', '192.0.2.1:0', '[fe80::1%eth0]:5', '192.0.2.1:70000'])(
  'a packet from "%s" is dropped as of a bad source',
  (source) => {
    const { bench, node } = busyBench();
    expectNoEffect(bench, [node.sealed([{ kind: 'keepAlive', transaction: 3 }])], source);
    expect(bench.counter('droppedBadSource')).toBe(1);
  },
);

test('packets of other protocols on the port are counted as such', () => {
  const { bench } = busyBench();
  const stun = Uint8Array.of(0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, ...new Array(12).fill(1));
  const channel = Uint8Array.of(0x40, 0, 0, 0);
  const compact = new Uint8Array(40).fill(0x80);
  expectNoEffect(bench, [stun, channel, compact, new Uint8Array(), Uint8Array.of(1, 0, 0, 0)]);
  expect(bench.counter('droppedNotOurProtocol')).toBe(5);
});

/** What an unproven source gets for each kind of message, at most: bytes out for bytes in, and packets. */
test('an unproven source never gets more bytes or packets than it sent', () => {
  const bench = new DcBench();
  const node = bench.addNode('till');
  const message = node.initiation();
  for (let count = 0; count < 600; count++) {
    bench.sent = [];
    bench.receive(node.endpoint, message);
    expect(bench.sent.length).toBeLessThanOrEqual(1);
    for (const { datagram } of bench.sent) expect(datagram.length).toBeLessThanOrEqual(0.65 * message.length);
  }
  expect(bench.counter('cookieRepliesSent')).toBeGreaterThan(0);
});

function totalDropped(bench: DcBench): number {
  return Object.entries(bench.coordinator.status().counters)
    .filter(([name]) => (name as CounterName).startsWith('dropped'))
    .reduce((sum, [, count]) => sum + count, 0);
}
