import { compareBytes, hasValidMac2, parseEndpoint } from '@ntmobile/shared';
import { noblePrimitives } from '@ntmobile/shared/noble';
import { expect, test } from 'vitest';
import { DcBench, START_WALL_CLOCK } from '../testing/dc-bench.ts';

const linkOf = (bench: DcBench, nodeId: string) =>
  bench.coordinator.status().links.find((link) => link.nodeId === nodeId);
const leaseOf = (bench: DcBench, nodeId: string) =>
  bench.coordinator.status().leases.find((lease) => lease.nodeId === nodeId);

test('a session ends at 180 s, without a packet in between', () => {
  const bench = new DcBench();
  const node = bench.registeredNode('till');
  bench.pass(179_999);
  expect(node.keepAlive().registrationRequired).toBe(true);
  bench.pass(1);
  node.send([{ kind: 'keepAlive', transaction: 99 }]);
  expect(node.read()).toEqual([]);
  expect(bench.counter('droppedUnknownIndex')).toBe(1);
  expect(bench.sent).toEqual([]);
});

test('no keep-alive is sent by the coordinator itself', () => {
  const bench = new DcBench();
  bench.registeredNode('till');
  bench.pass(300_000);
  expect(bench.sent).toEqual([]);
});

test('over a new session both are received in, and what is sent leaves in the one confirmed last', () => {
  const bench = new DcBench();
  const node = bench.registeredNode('till');
  const old = node.sealed([{ kind: 'keepAlive', transaction: 50 }]);
  bench.pass(1000);
  node.connect();
  bench.receive(node.endpoint, old);
  const [answer] = node.read();
  expect(node.framesOf('keepAliveAnswer').at(-1)?.transaction).toBe(50);
  const newest = [...node.sessions.keys()].at(-1);
  expect(new DataView((answer as Uint8Array).buffer).getUint32(4, true)).toBe(newest);
});

test('the endpoint is the source of the newest packet; an older one is answered where it came from', () => {
  const bench = new DcBench();
  const node = bench.registeredNode('till');
  const early = node.sealed([{ kind: 'keepAlive', transaction: 60 }]);
  const late = node.sealed([{ kind: 'keepAlive', transaction: 61 }]);
  bench.receive('198.51.100.7:7', late);
  bench.receive('198.51.100.8:8', early);
  expect(bench.takeSent('198.51.100.7:7')).toHaveLength(1);
  expect(bench.takeSent('198.51.100.8:8')).toHaveLength(1);
  expect(linkOf(bench, node.profile.id)?.current?.endpoint).toBe('198.51.100.7:7');
  expect(leaseOf(bench, node.profile.id)?.endpoint).toBe('198.51.100.7:7');
  expect(leaseOf(bench, node.profile.id)?.candidates).toContain('observed 0 198.51.100.7:7');
});

test('a registration that was held back and comes from elsewhere later moves nothing', () => {
  const bench = new DcBench();
  const node = bench.registeredNode('till');
  const heldBack = node.sealed([
    {
      kind: 'registrationRequest',
      transaction: node.nextTransaction(),
      candidates: [node.interfaceCandidate()],
      agent: 'test 1',
      capabilities: { control: 1 },
      bootId: new Uint8Array(16).fill(7),
    },
  ]);
  node.keepAlive();
  bench.pass(20_000);
  const leases = () =>
    bench.coordinator.status().leases.map(({ endpoint, candidates }) => ({ endpoint, candidates }));
  const before = leases();
  bench.receive('203.0.113.66:1', heldBack);
  expect(bench.counter('registrations')).toBe(2);
  expect(leases()).toEqual(before);
});

test('what a node said in a session before, and somebody held back, changes nothing that it says of itself now', () => {
  const bench = new DcBench();
  const node = bench.registeredNode('till');
  const registration = {
    kind: 'registrationRequest',
    candidates: [],
    agent: 'an older release',
    capabilities: {},
    bootId: new Uint8Array(16).fill(6),
  } as const;
  const heldBack = [
    node.sealed([{ ...registration, transaction: 900 }]),
    node.sealed([{ ...node.directionRequest('nobody.ntm.internal'), transaction: 901, candidates: [] }]),
    node.sealed([{ kind: 'deregistration', transaction: 902 }]),
  ];
  bench.pass(1_000);
  node.connect();
  node.register();
  const before = bench.coordinator.status().leases;
  bench.stored = [];
  for (const packet of heldBack) bench.receive('203.0.113.66:1', packet);
  bench.pass(2_000);
  expect(bench.coordinator.status().leases).toEqual(before);
  expect(bench.stored.filter(({ kind }) => kind === 'saveLease' || kind === 'dropLease')).toEqual([]);
  expect(bench.counter('droppedUnexpected')).toBe(2);
});

test('candidates that somebody held back do not take the place of what the node said since', () => {
  const bench = new DcBench();
  const node = bench.registeredNode('till');
  const early = node.interfaceCandidate();
  const registration = {
    kind: 'registrationRequest',
    transaction: node.nextTransaction(),
    candidates: [early],
    agent: 'test 1',
    capabilities: { control: 1 },
    bootId: new Uint8Array(16).fill(7),
  } as const;
  const heldBack = [node.sealed([registration]), node.sealed([node.directionRequest('nobody.ntm.internal')])];
  node.register([{ ...early, endpoint: parseEndpoint('198.51.100.9:5000') }]);
  const candidates = () => leaseOf(bench, node.profile.id)?.candidates;
  const before = candidates();
  expect(before).toContain('interface 1 198.51.100.9:5000');
  for (const packet of heldBack) bench.receive('203.0.113.66:1', packet);
  expect(candidates()).toEqual(before);
  // A node that starts anew counts from the beginning.
  node.send([{ ...registration, transaction: 1, bootId: new Uint8Array(16).fill(8) }]);
  expect(candidates()).toContain('interface 1 192.0.2.1:5000');
});

test('a handshake moves neither endpoint nor lease', () => {
  const bench = new DcBench();
  const node = bench.registeredNode('till');
  bench.pass(1000);
  bench.receive('198.51.100.7:7', node.initiation());
  expect(leaseOf(bench, node.profile.id)?.endpoint).toBe(node.endpoint);
  expect(linkOf(bench, node.profile.id)?.current?.endpoint).toBe(node.endpoint);
});

test('an endpoint that changed is stored within a second, and only then', () => {
  const bench = new DcBench();
  const node = bench.registeredNode('till');
  bench.stored = [];
  bench.receive('198.51.100.7:7', node.sealed([]));
  expect(bench.stored).toEqual([]);
  bench.pass(1000);
  expect(bench.store.leases.get(node.profile.id)?.endpoint).toBe('198.51.100.7:7');
  expect(bench.stored.filter(({ kind }) => kind === 'saveLease')).toHaveLength(1);
});

/** A node without a session that another one asks for: the coordinator initiates. */
function sleepingCallee() {
  const bench = new DcBench();
  const callee = bench.registeredNode('callee');
  // Its lease lives on while its session grows too old.
  for (let passed = 0; passed < 150_000; passed += 30_000) {
    bench.pass(30_000);
    callee.keepAlive();
  }
  bench.pass(40_000);
  bench.sent = [];
  const caller = bench.registeredNode('caller');
  return { bench, callee, caller };
}

test('for a node without a session younger than 180 s the coordinator initiates and queues', () => {
  const { bench, callee, caller } = sleepingCallee();
  caller.ask(caller.directionRequest('callee.ntm.internal'), 'directionResponse');
  expect(linkOf(bench, callee.profile.id)?.queuedFrames).toBe(1);
  expect(callee.answerInitiation()).toBe(true);
  expect(callee.packets.at(-1)?.map(({ kind }) => kind)).toEqual(['routeDirection']);
  expect(linkOf(bench, callee.profile.id)).toMatchObject({ queuedFrames: 0, current: { role: 'initiator' } });
});

test('a message 1 of the coordinator is repeated at 0.5, 1 and 2 s, each a new one, and given up at 5 s', () => {
  const { bench, callee, caller } = sleepingCallee();
  caller.ask(caller.directionRequest('callee.ntm.internal'), 'directionResponse');
  const sent: number[] = [];
  const started = bench.now;
  for (let passed = 0; passed <= 6000; passed += 250) {
    const messages = bench.takeSent(callee.endpoint);
    for (const message of messages) expect(message).toHaveLength(148);
    if (messages.length > 0) sent.push(bench.now - started);
    bench.pass(250);
  }
  expect(sent).toEqual([0, 500, 1000, 2000]);
  expect(bench.counter('handshakesUnanswered')).toBe(1);
  expect(linkOf(bench, callee.profile.id)?.initiatingSince).toBeUndefined();
  expect(linkOf(bench, callee.profile.id)?.queuedFrames).toBe(0);
});

test('a repeated message 1 is answered even if the first was lost on its way back', () => {
  const { bench, callee, caller } = sleepingCallee();
  caller.ask(caller.directionRequest('callee.ntm.internal'), 'directionResponse');
  const [first] = bench.takeSent(callee.endpoint);
  callee.responseTo(first as Uint8Array);
  bench.pass(500);
  expect(callee.answerInitiation()).toBe(true);
  expect(callee.framesOf('routeDirection')).toHaveLength(1);
});

test('as initiator with nothing to say the coordinator confirms by an empty packet', () => {
  const bench = new DcBench();
  const node = bench.registeredNode('till');
  bench.restart();
  expect(node.answerInitiation()).toBe(true);
  expect(node.packets.at(-1)).toEqual([]);
  expect(node.keepAlive().registrationRequired).toBe(false);
});

test('the coordinator renews a session that it began when it sends after 120 s, not before', () => {
  const bench = new DcBench();
  const node = bench.registeredNode('till');
  bench.restart();
  node.answerInitiation();
  bench.pass(119_000);
  node.keepAlive();
  expect(bench.counter('handshakesInitiated')).toBe(1);
  bench.pass(1000);
  node.send([{ kind: 'keepAlive', transaction: 70 }]);
  const packets = bench.takeSent(node.endpoint);
  expect(packets.map((packet) => packet[0])).toEqual([4, 1]);
  bench.receive(node.endpoint, node.responseTo(packets[1] as Uint8Array));
  expect(bench.counter('handshakesInitiated')).toBe(2);
});

test('the coordinator sends to where its message 1 went, wherever message 2 came from', () => {
  const bench = new DcBench();
  const node = bench.registeredNode('till');
  bench.restart();
  const [message] = bench.takeSent(node.endpoint);
  bench.receive('198.51.100.9:9', node.responseTo(message as Uint8Array));
  expect(bench.takeSent('198.51.100.9:9')).toEqual([]);
  expect(bench.takeSent(node.endpoint)).toHaveLength(1);
});

test('sources in the form of mapped addresses are the IPv4 ones', () => {
  const bench = new DcBench();
  const node = bench.addNode('till');
  node.connect();
  bench.receive('[::ffff:192.0.2.1]:5000', node.sealed([{ kind: 'keepAlive', transaction: 5 }]));
  node.read();
  expect(node.framesOf('keepAliveAnswer')[0]?.observed).toEqual(parseEndpoint('192.0.2.1:5000'));
});

test('stamps to a node rise although the wall clock goes back', () => {
  const { bench, callee, caller } = sleepingCallee();
  caller.ask(caller.directionRequest('callee.ntm.internal'), 'directionResponse');
  const [first] = bench.takeSent(callee.endpoint);
  bench.feed({ kind: 'wallClockRead', wallClockMs: START_WALL_CLOCK - 3_600_000 });
  bench.pass(500);
  const [second] = bench.takeSent(callee.endpoint);
  const [before, after] = [first, second].map((message) => callee.stampOf(message as Uint8Array));
  expect(compareBytes(after as Uint8Array, before as Uint8Array)).toBeGreaterThan(0);
});

test('a node that shakes hands itself meanwhile gets what waited, and no further message 1', () => {
  const { bench, callee, caller } = sleepingCallee();
  caller.ask(caller.directionRequest('callee.ntm.internal'), 'directionResponse');
  bench.takeSent(callee.endpoint);
  callee.connect();
  callee.read();
  expect(callee.framesOf('routeDirection')).toHaveLength(1);
  callee.confirm();
  bench.pass(6000);
  expect(bench.takeSent(callee.endpoint)).toEqual([]);
  expect(linkOf(bench, callee.profile.id)?.initiatingSince).toBeUndefined();
  expect(bench.counter('handshakesUnanswered')).toBe(0);
});

test('a node under load is proven to by the cookie that it gave', () => {
  const { bench, callee, caller } = sleepingCallee();
  caller.ask(caller.directionRequest('callee.ntm.internal'), 'directionResponse');
  const [first] = bench.takeSent(callee.endpoint);
  const cookie = new Uint8Array(16).fill(5);
  bench.receive(callee.endpoint, callee.cookieReplyTo(first as Uint8Array, cookie));
  bench.pass(500);
  const [second] = bench.takeSent(callee.endpoint);
  expect(hasValidMac2(noblePrimitives, cookie, first as Uint8Array)).toBe(false);
  expect(hasValidMac2(noblePrimitives, cookie, second as Uint8Array)).toBe(true);
});

test('a cookie that answers no message 1 of ours is no cookie', () => {
  const { bench, callee, caller } = sleepingCallee();
  caller.ask(caller.directionRequest('callee.ntm.internal'), 'directionResponse');
  const [first] = bench.takeSent(callee.endpoint);
  const reply = callee.cookieReplyTo(first as Uint8Array, new Uint8Array(16));
  reply[40] = (reply[40] ?? 0) ^ 1;
  bench.receive(callee.endpoint, reply);
  expect(bench.counter('droppedNotAuthentic')).toBe(1);
  bench.pass(500);
  const [second] = bench.takeSent(callee.endpoint);
  expect(second?.slice(-16)).toEqual(new Uint8Array(16));
});

test('a session that the coordinator began is renewed when something is heard in it near its end', () => {
  const bench = new DcBench();
  const node = bench.registeredNode('till');
  bench.restart();
  node.answerInitiation();
  bench.pass(164_999);
  node.send([]);
  expect(bench.takeSent(node.endpoint)).toEqual([]);
  bench.pass(1);
  node.send([]);
  expect(bench.takeSent(node.endpoint).map((packet) => packet[0])).toEqual([1]);
});

test('frames that wait are at most 16, the newest', () => {
  const { bench, callee } = sleepingCallee();
  for (let count = 0; count < 20; count++) {
    const caller = bench.registeredNode(`n${count}`);
    caller.ask(caller.directionRequest('callee.ntm.internal'), 'directionResponse');
  }
  expect(linkOf(bench, callee.profile.id)?.queuedFrames).toBe(16);
  expect(bench.counter('droppedQueueFull')).toBe(4);
  callee.answerInitiation();
  expect(callee.framesOf('routeDirection')).toHaveLength(16);
  // The others come with their repeats.
  bench.pass(250);
  callee.read();
  const transactions = new Set(callee.framesOf('routeDirection').map(({ transaction }) => transaction));
  expect(transactions.size).toBe(20);
});
