import { FRAME_TYPE, parseNodeId } from '@ntmobile/shared';
import { expect, test } from 'vitest';
import { DcBench } from '../testing/dc-bench.ts';

test('a repeated request gets the same answer and has no second effect, for 10 s', () => {
  const bench = new DcBench();
  const node = bench.registeredNode('till');
  const report = {
    kind: 'tunnelReport',
    transaction: node.nextTransaction(),
    pathId: new Uint8Array(16).fill(3),
    event: 'established',
    reason: 'both are in one network',
    roundTripMicroseconds: 1200,
  } as const;
  node.ask(report, 'tunnelReportAnswer');
  bench.pass(9_999);
  node.ask(report, 'tunnelReportAnswer');
  expect(bench.store.reports).toHaveLength(1);
  expect(bench.store.reports[0]).toMatchObject({
    nodeId: node.profile.id,
    event: 'established',
    reason: 'both are in one network',
    roundTripMicroseconds: 1200,
  });
  expect(bench.counter('requestsRepeated')).toBe(1);
  bench.pass(1);
  node.ask(report, 'tunnelReportAnswer');
  expect(bench.store.reports).toHaveLength(2);
});

test('a repeated registration is one registration', () => {
  const bench = new DcBench();
  const node = bench.addNode('till');
  node.connect();
  const request = {
    kind: 'registrationRequest',
    transaction: 1,
    candidates: [],
    agent: '',
    capabilities: {},
    bootId: new Uint8Array(16),
  } as const;
  expect(node.ask(request, 'registrationResponse')).toEqual(node.ask(request, 'registrationResponse'));
  expect(bench.counter('registrations')).toBe(1);
});

test('the same number for another request is the request of a node that started anew', () => {
  const bench = new DcBench();
  const node = bench.registeredNode('till');
  node.ask({ kind: 'keepAlive', transaction: 7 }, 'keepAliveAnswer');
  node.ask({ kind: 'deregistration', transaction: 7 }, 'deregistrationAnswer');
  expect(bench.store.leases.size).toBe(0);
});

test('requests of one packet are answered in one packet', () => {
  const bench = new DcBench();
  const node = bench.registeredNode('till');
  node.read();
  const before = node.packets.length;
  node.send([
    { kind: 'keepAlive', transaction: 20 },
    { kind: 'keepAlive', transaction: 21 },
  ]);
  node.read();
  expect(node.packets.slice(before).map((frames) => frames.length)).toEqual([2]);
});

test('a direction without a registration is refused by the table of errors', () => {
  const bench = new DcBench();
  const node = bench.addNode('till');
  node.connect();
  const error = node.ask(node.directionRequest('till.ntm.internal'), 'error');
  expect(error).toMatchObject({ code: 'notRegistered', requestType: FRAME_TYPE.direction });
});

test('a moved address is for later: it is answered as unsupported', () => {
  const bench = new DcBench();
  const node = bench.registeredNode('till');
  const update = {
    kind: 'candidateUpdate',
    transaction: 30,
    number: 1,
    nodes: [parseNodeId(node.profile.id)],
    candidates: [],
  } as const;
  expect(node.ask(update, 'error')).toMatchObject({
    code: 'unsupported',
    requestType: FRAME_TYPE.candidateUpdate,
  });
});

test('a request of a type that is not known is answered as unsupported', () => {
  const bench = new DcBench();
  const node = bench.registeredNode('till');
  const unknown = Uint8Array.of(0x3e, 0, 0, 0, 0, 0, 0, 9);
  bench.receive(node.endpoint, node.session?.seal(unknown) as Uint8Array);
  node.read();
  expect(node.framesOf('error')[0]).toMatchObject({ code: 'unsupported', requestType: 0x3e, transaction: 9 });
  expect(bench.counter('unknownFrames')).toBe(1);
});

test('more than 100 requests at once are refused, and 50 a second after that are not', () => {
  const bench = new DcBench();
  const node = bench.registeredNode('till');
  bench.pass(10_000);
  for (let count = 0; count < 100; count++) node.keepAlive();
  const refused = node.ask({ kind: 'keepAlive', transaction: node.nextTransaction() }, 'error');
  expect(refused).toMatchObject({ code: 'tooMany', retryAfterSeconds: 1 });
  // A repeat of what was answered costs nothing.
  node.ask({ kind: 'keepAlive', transaction: refused.transaction - 1 }, 'keepAliveAnswer');
  bench.pass(1000);
  for (let count = 0; count < 50; count++) node.keepAlive();
  expect(bench.counter('requestsTooMany')).toBe(1);
});

test.each([
  ['repeats', 5, [0x21, 0, 0, 0, 0, 0, 0, 5]],
  ['requests of a type that is not known', 0, [0x3e, 0, 0, 0, 0, 0, 0, 9]],
])(
  '%s are answered no more often than 100 at once and 50 a second, wherever they seem to come from',
  (_, transaction, frame) => {
    const bench = new DcBench();
    const node = bench.registeredNode('till');
    if (transaction > 0) node.ask({ kind: 'keepAlive', transaction }, 'keepAliveAnswer');
    bench.pass(10_000 - 1);
    const victim = '203.0.113.7:53';
    const copies = Uint8Array.from(Array.from({ length: 140 }, () => frame).flat());
    const answered = () => {
      const before = node.packets.length;
      for (let packet = 0; packet < 3; packet++)
        bench.receive(victim, node.session?.seal(copies) as Uint8Array);
      for (const datagram of bench.takeSent(victim)) node.take(datagram);
      return node.packets.slice(before).flat().length;
    };
    expect(answered()).toBe(100);
    expect(answered()).toBe(0);
    expect(bench.counter('droppedOverLimit')).toBe(2 * 3 * 140 - 100);
  },
);
