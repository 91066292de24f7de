import {
  bytesEqual,
  type DirectionTarget,
  formatEndpoint,
  formatIpAddress,
  parseIpAddress,
  verifyNodeRecord,
} from '@ntmobile/shared';
import { noblePrimitives } from '@ntmobile/shared/noble';
import { describe, expect, test } from 'vitest';
import { DcBench, RECORD_KEY, START_WALL_CLOCK } from '../testing/dc-bench.ts';
import type { TestNode } from '../testing/test-node.ts';

const NAME = 'callee.ntm.internal';

function pair() {
  const bench = new DcBench();
  const caller = bench.registeredNode('caller');
  const callee = bench.registeredNode('callee');
  return { bench, caller, callee };
}

function outcomeOf(node: TestNode, name = NAME, lookup = false) {
  return node.ask(node.directionRequest(name, lookup), 'directionResponse').outcome;
}

test('the answer and the RouteDirection of the caller travel in one packet, the other leaves in the same instant', () => {
  const { bench, caller, callee } = pair();
  const outcome = outcomeOf(caller);
  expect(outcome).toMatchObject({ kind: 'accepted', node: { name: 'callee' } });
  expect(caller.packets.at(-1)?.map(({ kind }) => kind)).toEqual(['directionResponse', 'routeDirection']);
  callee.read();
  expect(callee.packets.at(-1)?.map(({ kind }) => kind)).toEqual(['routeDirection']);
  expect(bench.counter('directionsOpened')).toBe(1);
});

test('both sides get the same path and path key, opposite roles, and the record and candidates of the other', () => {
  const { bench, caller, callee } = pair();
  outcomeOf(caller);
  callee.read();
  const [mine, theirs] = [caller.direction, callee.direction];
  expect(mine.role).toBe('initiator');
  expect(theirs.role).toBe('responder');
  expect(bytesEqual(mine.pathId, theirs.pathId)).toBe(true);
  expect(bytesEqual(mine.pathKey, theirs.pathKey)).toBe(true);
  const trust = { signingKey: RECORD_KEY, realm: 'ntm.internal', serverTime: START_WALL_CLOCK + bench.now };
  expect(verifyNodeRecord(mine.record, trust, noblePrimitives)).toMatchObject({ record: { name: 'callee' } });
  expect(verifyNodeRecord(theirs.record, trust, noblePrimitives)).toMatchObject({
    record: { name: 'caller' },
  });
  expect(mine.candidates.map(({ endpoint }) => formatEndpoint(endpoint))).toContain(callee.endpoint);
  expect(theirs.candidates.map(({ endpoint }) => formatEndpoint(endpoint))).toContain(caller.endpoint);
  expect(mine.capabilities).toEqual({ control: 1 });
});

test('a node is found by either virtual address too, and by its name in any case', () => {
  const { caller, callee } = pair();
  const [v4, v6] = callee.profile.addresses.map(formatIpAddress) as [string, string];
  for (const text of [v4, v6]) {
    const target: DirectionTarget = { kind: 'address', address: parseIpAddress(text) };
    const request = { ...caller.directionRequest(NAME, true), target };
    expect(caller.ask(request, 'directionResponse').outcome).toMatchObject({ kind: 'accepted' });
  }
  expect(outcomeOf(caller, 'CALLEE.ntm.internal', true).kind).toBe('accepted');
});

test('a path is kept for the pair, whoever asks and whatever coordinator answers; the path key is new each time', () => {
  const { bench, caller, callee } = pair();
  outcomeOf(caller);
  const first = caller.direction;
  callee.read();
  bench.pass(5000);
  bench.restart();
  for (const node of [caller, callee]) node.answerInitiation();
  outcomeOf(callee, 'caller.ntm.internal');
  const second = callee.direction;
  expect(second.role).toBe('initiator');
  expect(bytesEqual(second.pathId, first.pathId)).toBe(true);
  expect(bytesEqual(second.pathKey, first.pathKey)).toBe(false);
  expect(bench.store.paths.size).toBe(1);
});

describe('within 5 s a direction is joined', () => {
  test('by the other side: same path key, and who opened it stays initiator', () => {
    const { bench, caller, callee } = pair();
    outcomeOf(caller);
    callee.read();
    callee.confirm();
    bench.pass(4999);
    outcomeOf(callee, 'caller.ntm.internal');
    expect(callee.direction.role).toBe('responder');
    expect(bytesEqual(callee.direction.pathKey, caller.direction.pathKey)).toBe(true);
    expect(bench.counter('directionsOpened')).toBe(1);
    expect(bench.counter('directionsJoined')).toBe(1);
  });

  test('and then no more', () => {
    const { bench, caller, callee } = pair();
    outcomeOf(caller);
    callee.read();
    const first = caller.direction;
    callee.confirm();
    caller.confirm();
    bench.pass(5000);
    outcomeOf(callee, 'caller.ntm.internal');
    expect(callee.direction.role).toBe('initiator');
    expect(bytesEqual(callee.direction.pathKey, first.pathKey)).toBe(false);
  });

  test('while the first RouteDirection is still under way: it is that one again', () => {
    const { caller, callee } = pair();
    outcomeOf(caller);
    callee.read();
    const first = callee.direction;
    outcomeOf(callee, 'caller.ntm.internal');
    expect(callee.direction).toEqual(first);
  });
});

test('a RouteDirection is repeated at 0.25, 0.5, 1 and 2 s until it is confirmed', () => {
  const { bench, caller, callee } = pair();
  outcomeOf(caller);
  caller.confirm();
  const times: number[] = [];
  const started = bench.now;
  for (let passed = 0; passed < 3000; passed += 50) {
    const before = callee.framesOf('routeDirection').length;
    callee.read();
    if (callee.framesOf('routeDirection').length > before) times.push(bench.now - started);
    bench.pass(50);
  }
  expect(times).toEqual([0, 250, 500, 1000, 2000]);
  expect(new Set(callee.framesOf('routeDirection').map(({ transaction }) => transaction)).size).toBe(1);
  // The caller confirmed at once: it got its own only once.
  caller.read();
  expect(caller.framesOf('routeDirection')).toHaveLength(1);
});

test('a confirmation stops the repeats and nothing is withdrawn', () => {
  const { bench, caller, callee } = pair();
  outcomeOf(caller);
  callee.read();
  caller.confirm();
  callee.confirm();
  bench.pass(10_000);
  expect(bench.sent).toEqual([]);
  expect(bench.counter('requestsUnanswered')).toBe(0);
});

test('without the confirmation of the callee the caller hears after 3 s that it is offline', () => {
  const { bench, caller } = pair();
  outcomeOf(caller);
  caller.confirm();
  bench.pass(2999);
  caller.read();
  expect(caller.framesOf('routeWithdrawal')).toEqual([]);
  bench.pass(1);
  caller.read();
  const [withdrawal] = caller.framesOf('routeWithdrawal');
  expect(withdrawal).toMatchObject({ reason: 'offline', target: { kind: 'path' } });
  const { transaction } = withdrawal as NonNullable<typeof withdrawal>;
  caller.send([{ kind: 'routeWithdrawalAnswer', transaction }]);
  bench.pass(1000);
  caller.read();
  expect(caller.framesOf('routeWithdrawal')).toHaveLength(1);
  // The next question opens a new direction although the 5 s are not over.
  const first = caller.direction;
  outcomeOf(caller);
  expect(bytesEqual(caller.direction.pathKey, first.pathKey)).toBe(false);
});

test('a callee that leaves while it is being directed is offline at once', () => {
  const { bench, caller, callee } = pair();
  outcomeOf(caller);
  callee.read();
  callee.send([{ kind: 'deregistration', transaction: callee.nextTransaction() }]);
  caller.read();
  expect(caller.framesOf('routeWithdrawal')).toMatchObject([{ reason: 'offline' }]);
  expect(bench.coordinator.status().directions).toEqual([]);
});

test('a known node without a lease is offline, with its name and addresses', () => {
  const bench = new DcBench();
  const caller = bench.registeredNode('caller');
  bench.addNode('callee');
  const outcome = outcomeOf(caller);
  expect(outcome).toMatchObject({ kind: 'offline', node: { name: 'callee' } });
  expect(caller.framesOf('routeDirection')).toEqual([]);
  expect(bench.counter('directionsOffline')).toBe(1);
});

test('a lookup answers and opens nothing', () => {
  const { bench, caller, callee } = pair();
  expect(outcomeOf(caller, NAME, true).kind).toBe('accepted');
  callee.read();
  expect(callee.framesOf('routeDirection')).toEqual([]);
  expect(bench.coordinator.status().directions).toEqual([]);
  expect(bench.store.paths.size).toBe(0);
});

test('a node that asks for itself is told of itself and directed nowhere', () => {
  const { bench, caller } = pair();
  expect(outcomeOf(caller, 'caller.ntm.internal').kind).toBe('accepted');
  expect(bench.coordinator.status().directions).toEqual([]);
});

describe('a denied name', () => {
  test('is answered byte for byte like one that does not exist, and audit learns why', () => {
    const { bench, caller, callee } = pair();
    bench.change(callee, { standing: 'suspended' });
    expect(outcomeOf(caller)).toEqual({ kind: 'noSuchName' });
    expect(outcomeOf(caller, 'nobody.ntm.internal')).toEqual({ kind: 'noSuchName' });
    expect(bench.store.audit).toMatchObject([
      { askerId: caller.profile.id, targetId: callee.profile.id, reason: 'the target is suspended' },
    ]);
  });

  test('is told to audit once a minute', () => {
    const { bench, caller, callee } = pair();
    bench.change(callee, { standing: 'suspended' });
    for (let count = 0; count < 5; count++) outcomeOf(caller);
    expect(bench.store.audit).toHaveLength(1);
    expect(bench.counter('directionsDenied')).toBe(5);
    bench.pass(60_000);
    outcomeOf(caller);
    expect(bench.store.audit).toHaveLength(2);
  });

  test('is told to audit for thirty names of one node in a minute, and for others still', () => {
    const { bench, caller, callee } = pair();
    for (let number = 0; number < 40; number++) bench.addNode(`n${number}`, { standing: 'suspended' });
    const askAll = () => {
      for (let number = 0; number < 40; number++) outcomeOf(caller, `n${number}.ntm.internal`);
    };
    askAll();
    expect([bench.store.audit.length, bench.counter('directionsDenied')]).toEqual([30, 40]);
    outcomeOf(callee, 'n39.ntm.internal');
    expect(bench.store.audit).toHaveLength(31);
    bench.pass(60_000);
    askAll();
    expect(bench.store.audit).toHaveLength(61);
  });
});

test.each(['callee', 'ntm.internal', 'a.callee.ntm.internal', 'callee.example.org', '.ntm.internal'])(
  'no node has the name %s',
  (name) => {
    const { caller } = pair();
    const target = { kind: 'name', name } as const;
    const request = { ...caller.directionRequest(NAME), target };
    expect(() => caller.ask(request, 'directionResponse')).not.toThrow();
    expect(caller.framesOf('directionResponse').at(-1)?.outcome).toEqual({ kind: 'noSuchName' });
  },
);

/** A pair of which the coordinator has not read the paths. */
function unreadPair() {
  const bench = new DcBench();
  bench.unanswered.add('loadPeers');
  return { bench, caller: bench.registeredNode('caller'), callee: bench.registeredNode('callee') };
}

describe('the store, while the paths of neither node are read,', () => {
  test('is slow: repeats wait with the request, and the answer goes where it came from', () => {
    const { bench, caller } = unreadPair();
    bench.unanswered.add('storePath');
    const request = caller.directionRequest(NAME);
    bench.receive('198.51.100.7:7', caller.sealed([request]));
    bench.receive('198.51.100.7:7', caller.sealed([request]));
    const asked = bench.stored.filter(({ kind }) => kind === 'storePath');
    expect(asked).toHaveLength(1);
    expect(bench.takeSent('198.51.100.7:7')).toEqual([]);
    bench.feed(bench.store.execute(asked[0] as never) as never);
    const packets = bench.takeSent('198.51.100.7:7');
    expect(packets).toHaveLength(1);
    caller.take(packets[0] as Uint8Array);
    expect(caller.packets.at(-1)?.map(({ kind }) => kind)).toEqual(['directionResponse', 'routeDirection']);
  });

  test('has a path of the pair already: that one counts', () => {
    const { bench, caller, callee } = unreadPair();
    bench.unanswered.add('storePath');
    caller.send([caller.directionRequest(NAME)]);
    const won = new Uint8Array(16).fill(42);
    const [low, high] = [caller.profile.id, callee.profile.id].sort() as [string, string];
    bench.feed({ kind: 'pathStored', pair: { low, high }, pathId: won });
    caller.read();
    expect(caller.direction.pathId).toEqual(won);
  });

  test('fails: the caller is to come again, and nothing is tried meanwhile', () => {
    const { bench, caller } = unreadPair();
    bench.unanswered.add('storePath');
    caller.send([caller.directionRequest(NAME)]);
    failStorePath(bench);
    caller.read();
    expect(caller.framesOf('directionResponse')[0]?.outcome).toEqual({ kind: 'busy', retryAfterMs: 1000 });
    bench.pass(2000);
    expect(pathsToStore(bench)).toHaveLength(1);
  });
});

function pathsToStore(bench: DcBench) {
  return bench.stored.filter((output) => output.kind === 'storePath');
}

function failStorePath(bench: DcBench): void {
  bench.feed({ kind: 'storeFailed', output: pathsToStore(bench).at(-1) as never });
}

describe('a pair that is known to have no path', () => {
  /** Two nodes that are directed although the store does not answer. */
  function directedWithoutStore() {
    const { bench, caller, callee } = pair();
    bench.unanswered.add('storePath');
    expect(outcomeOf(caller).kind).toBe('accepted');
    callee.read();
    for (const node of [caller, callee]) node.confirm();
    return { bench, caller, callee };
  }

  test('is directed without waiting for the store, which is given the path that both have', () => {
    const { bench, caller, callee } = directedWithoutStore();
    expect(pathsToStore(bench)).toMatchObject([{ pathId: caller.direction.pathId }]);
    expect(callee.direction.pathId).toEqual(caller.direction.pathId);
  });

  test('has its path stored a second later where the store failed, and no more once it is', () => {
    const { bench, caller } = directedWithoutStore();
    failStorePath(bench);
    bench.pass(999);
    expect(pathsToStore(bench)).toHaveLength(1);
    bench.unanswered.clear();
    bench.pass(1);
    expect(bench.store.paths.values().next().value?.pathId).toEqual(caller.direction.pathId);
    bench.pass(10_000);
    expect(pathsToStore(bench)).toHaveLength(2);
  });

  test('has no path stored any more once one of its nodes is deleted', () => {
    const { bench, callee } = directedWithoutStore();
    failStorePath(bench);
    bench.change(callee, { standing: 'deleted' });
    bench.pass(10_000);
    expect(pathsToStore(bench)).toHaveLength(1);
  });

  test('takes the path that the store has after all, with the next direction', () => {
    const { bench, caller, callee } = directedWithoutStore();
    const first = caller.direction.pathId;
    const [low, high] = [caller.profile.id, callee.profile.id].sort() as [string, string];
    bench.feed({ kind: 'pathStored', pair: { low, high }, pathId: new Uint8Array(16).fill(42) });
    bench.pass(5000);
    outcomeOf(caller);
    callee.read();
    expect(caller.direction.pathId).not.toEqual(first);
    expect(caller.direction.pathId).toEqual(new Uint8Array(16).fill(42));
    expect(callee.direction.pathId).toEqual(caller.direction.pathId);
  });

  test('is not known any more when the leases end: elsewhere it may have got one', () => {
    const { bench, caller, callee } = pair();
    bench.unanswered.add('loadPeers').add('storePath');
    for (const node of [caller, callee]) {
      node.send([{ kind: 'deregistration', transaction: node.nextTransaction() }]);
      node.register();
    }
    caller.send([caller.directionRequest(NAME)]);
    caller.read();
    expect(caller.framesOf('directionResponse')).toEqual([]);
    expect(pathsToStore(bench)).toHaveLength(1);
  });
});

test('a node may have 64 directions open at once; the next is to come again', () => {
  const bench = new DcBench();
  const caller = bench.registeredNode('caller');
  for (let count = 0; count < 65; count++) bench.registeredNode(`n${count}`);
  for (let count = 0; count < 64; count++) {
    expect(outcomeOf(caller, `n${count}.ntm.internal`).kind).toBe('accepted');
    caller.confirm();
  }
  expect(outcomeOf(caller, 'n64.ntm.internal')).toEqual({ kind: 'busy', retryAfterMs: 1000 });
  expect(outcomeOf(caller, 'n0.ntm.internal').kind).toBe('accepted');
  bench.pass(5000);
  expect(outcomeOf(caller, 'n64.ntm.internal').kind).toBe('accepted');
});
