import { consumeCookieReply, hexEncode, macKeysOf, withMac2 } from '@ntmobile/shared';
import { noblePrimitives } from '@ntmobile/shared/noble';
import { describe, expect, test } from 'vitest';
import { DcBench, WORKER_PUBLIC_KEY } from '../testing/dc-bench.ts';

test('message 1 of an admitted node is answered with one message 2, and its stamp is stored first', () => {
  const bench = new DcBench();
  const node = bench.addNode('till');
  bench.receive(node.endpoint, node.initiation());
  const packets = bench.takeSent(node.endpoint);
  expect(packets.map(({ length }) => length)).toEqual([92]);
  expect(bench.stored.map(({ kind }) => kind)).toEqual(['saveStamp']);
  expect(bench.store.stampOf(node.profile.staticKey)).toHaveLength(12);
});

test('a session is used from its first packet on, and not before', () => {
  const bench = new DcBench();
  const node = bench.addNode('till');
  bench.receive(node.endpoint, node.initiation());
  node.read();
  expect(bench.coordinator.status().links[0]).toMatchObject({ unconfirmed: { role: 'responder' } });
  expect(bench.coordinator.status().links[0]?.current).toBeUndefined();
  node.send([]);
  expect(bench.coordinator.status().links[0]).toMatchObject({ current: { role: 'responder' } });
  // An empty packet confirms and is not answered.
  expect(bench.takeSent(node.endpoint)).toEqual([]);
});

test('a copy of an answered message 1 gets the same message 2 for 5 s, and changes nothing', () => {
  const bench = new DcBench();
  const node = bench.addNode('till');
  const message = node.initiation();
  bench.receive(node.endpoint, message);
  const before = bench.coordinator.status().links;
  bench.pass(4900);
  bench.receive('198.51.100.1:9', message);
  const [first] = bench.takeSent(node.endpoint);
  expect(bench.takeSent('198.51.100.1:9').map(hexEncode)).toEqual([hexEncode(first as Uint8Array)]);
  expect(bench.coordinator.status().links).toEqual(before);
  bench.pass(200);
  bench.receive('198.51.100.1:9', message);
  expect(bench.takeSent('198.51.100.1:9')).toEqual([]);
  expect(bench.counter('droppedStaleStamp')).toBe(1);
});

test('a stamp that is not above the last one is refused, also by a coordinator that started later', () => {
  const bench = new DcBench();
  const node = bench.addNode('till');
  const [older, newer] = [node.initiation(), node.initiation()] as const;
  bench.receive(node.endpoint, newer);
  bench.pass(30);
  bench.receive(node.endpoint, older);
  expect(bench.counter('droppedStaleStamp')).toBe(1);
  bench.restart();
  bench.receive(node.endpoint, newer);
  bench.receive(node.endpoint, older);
  expect(bench.counter('droppedStaleStamp')).toBe(2);
  expect(bench.takeSent(node.endpoint)).toHaveLength(1);
});

test('a node may not shake hands more than 50 times a second', () => {
  const bench = new DcBench();
  const node = bench.addNode('till');
  bench.receive(node.endpoint, node.initiation());
  bench.receive(node.endpoint, node.initiation());
  expect(bench.counter('droppedTooSoon')).toBe(1);
  bench.pass(20);
  bench.receive(node.endpoint, node.initiation());
  expect(bench.counter('handshakesAccepted')).toBe(2);
});

describe('an unknown static key', () => {
  test('is looked up and then answered', () => {
    const bench = new DcBench();
    const node = bench.strangeNode('new');
    node.connect();
    expect(bench.stored[0]).toEqual({ kind: 'loadNode', staticKey: node.profile.staticKey });
    expect(node.register().realmDomain).toBe('ntm.internal');
  });

  test('of no node is dropped without an answer', () => {
    const bench = new DcBench();
    const node = bench.strangeNode('gone', { standing: 'deleted' });
    bench.receive(node.endpoint, node.initiation());
    expect(bench.sent).toEqual([]);
    expect(bench.counter('droppedUnknownKey')).toBe(1);
    expect(bench.coordinator.status()).toMatchObject({ links: [], timers: 0 });
  });

  test('is not looked up twice at once, and the store that fails ends it', () => {
    const bench = new DcBench();
    bench.unanswered.add('loadNode');
    const node = bench.strangeNode('new');
    bench.receive(node.endpoint, node.initiation());
    bench.receive(node.endpoint, node.initiation());
    expect(bench.stored).toHaveLength(1);
    bench.feed({ kind: 'storeFailed', output: bench.stored[0] as never });
    expect(bench.sent).toEqual([]);
    expect(bench.counter('storeFailures')).toBe(1);
  });

  test('waits for its answer at most 2 s', () => {
    const bench = new DcBench();
    bench.unanswered.add('loadNode');
    const node = bench.strangeNode('new');
    bench.receive(node.endpoint, node.initiation());
    bench.pass(2001);
    bench.feed({ kind: 'nodeLoaded', staticKey: node.profile.staticKey, profile: node.profile });
    expect(bench.sent).toEqual([]);
    expect(bench.counter('droppedUnknownKey')).toBe(1);
  });

  test('costs the store at most 50 questions a second', () => {
    const bench = new DcBench();
    for (let count = 0; count < 60; count++) {
      const node = bench.strangeNode(`n${count}`);
      bench.receive(node.endpoint, node.initiation());
    }
    expect(bench.stored.filter(({ kind }) => kind === 'loadNode')).toHaveLength(50);
    bench.pass(1000);
    const late = bench.strangeNode('late');
    late.connect();
    expect(bench.stored.filter(({ kind }) => kind === 'loadNode')).toHaveLength(51);
  });
});

test.each(['pending', 'suspended'] as const)('a %s node gets no answer', (standing) => {
  const bench = new DcBench();
  const node = bench.addNode('till', { standing });
  bench.receive(node.endpoint, node.initiation());
  expect(bench.sent).toEqual([]);
  expect(bench.counter('droppedNotAdmitted')).toBe(1);
});

test('a message 1 with a wrong mac1 costs nothing and gets nothing', () => {
  const bench = new DcBench();
  const message = bench.addNode('till').initiation();
  message[130] = (message[130] ?? 0) ^ 1;
  bench.receive('192.0.2.1:5000', message);
  expect(bench.sent).toEqual([]);
  expect(bench.counter('droppedBadMac1')).toBe(1);
});

test('after two dozen forged messages 1 in a second, each of which cost a multiplication, sources have to be proven', () => {
  const bench = new DcBench();
  const node = bench.addNode('till');
  const forged = (number: number) => {
    const message = node.initiation();
    message.fill(number, 8, 40);
    const { mac1Key } = macKeysOf(noblePrimitives, WORKER_PUBLIC_KEY);
    const mac1 = noblePrimitives.blake2sKeyed(mac1Key, message.slice(0, 116), 16);
    message.set(mac1, 116);
    return message;
  };
  for (let count = 1; count <= 40; count++) bench.receive(`198.51.100.${count}:1`, forged(count));
  expect(bench.counter('droppedBadHandshake')).toBe(24);
  expect(bench.counter('cookieRepliesSent')).toBe(16);
  bench.pass(2000);
  node.connect();
  expect(node.session).toBeDefined();
});

test('two dozen messages 1 in a second of keys that are no nodes weigh as forged ones do', () => {
  const bench = new DcBench();
  for (let count = 1; count <= 40; count++) {
    const nobody = bench.strangeNode(`gone-${count}`, { standing: 'deleted' });
    bench.receive(`198.51.100.${count}:1`, nobody.initiation());
  }
  expect(bench.counter('droppedUnknownKey')).toBe(24);
  expect(bench.counter('cookieRepliesSent')).toBe(16);
});

test('forty nodes that were enrolled a moment ago are no such load', () => {
  const bench = new DcBench();
  for (let count = 1; count <= 40; count++) bench.strangeNode(`new-${count}`).connect();
  expect(bench.counter('handshakesAccepted')).toBe(40);
  expect(bench.counter('cookieRepliesSent')).toBe(0);
});

test('two dozen replays in a second weigh as forged ones do', () => {
  const bench = new DcBench();
  const node = bench.addNode('till');
  const older = Array.from({ length: 40 }, () => node.initiation());
  bench.receive(node.endpoint, node.initiation());
  bench.pass(1_000);
  for (const [count, message] of older.entries()) bench.receive(`198.51.100.${count}:1`, message);
  expect(bench.counter('droppedStaleStamp')).toBe(24);
  expect(bench.counter('cookieRepliesSent')).toBe(16);
});

describe('copies of a message 1 that was refused', () => {
  const COPIES = 5;

  test('of ten devices that are no nodes and start together cost neither weight nor questions', () => {
    const bench = new DcBench();
    const nobodies = Array.from({ length: 10 }, (_, count) =>
      bench.strangeNode(`gone-${count}`, { standing: 'deleted' }),
    );
    const messages = nobodies.map((nobody) => [nobody.endpoint, nobody.initiation()] as const);
    for (let copy = 0; copy <= COPIES; copy++) {
      for (const [endpoint, message] of messages) bench.receive(endpoint, message);
      bench.pass(100);
    }
    expect(bench.stored.filter(({ kind }) => kind === 'loadNode')).toHaveLength(10);
    expect(bench.counter('droppedUnknownKey')).toBe(10);
    expect(bench.counter('droppedRefusedBefore')).toBe(10 * COPIES);
    const cookies = bench.counter('cookieRepliesSent');
    bench.strangeNode('enrolled a moment ago').connect();
    expect([cookies, bench.counter('cookieRepliesSent')]).toEqual([0, 0]);
  });

  test('that is a replay, or of a suspended node, are dropped unopened for 5 s', () => {
    const bench = new DcBench();
    const [node, suspended] = [bench.addNode('till'), bench.addNode('sue', { standing: 'suspended' })];
    const older = node.initiation();
    bench.receive(node.endpoint, node.initiation());
    bench.pass(1_000);
    const refused = [older, suspended.initiation()] as const;
    const counts = () =>
      (['droppedStaleStamp', 'droppedNotAdmitted', 'droppedRefusedBefore'] as const).map((name) =>
        bench.counter(name),
      );
    for (let count = 0; count < 3; count++)
      for (const message of refused) bench.receive(node.endpoint, message);
    expect(counts()).toEqual([1, 1, 4]);
    bench.pass(5_001);
    for (const message of refused) bench.receive(node.endpoint, message);
    expect(counts()).toEqual([2, 2, 4]);
  });
});

describe('above 500 messages 1 a second', () => {
  function loadedBench(): DcBench {
    const bench = new DcBench();
    const noise = bench.addNode('noise').initiation();
    // Sources differ, so that no limit for one source is reached; the message itself is one that was answered.
    for (let count = 0; count < 500; count++) bench.receive(`198.51.${count >> 8}.${count & 255}:1`, noise);
    bench.sent = [];
    return bench;
  }

  test('a source without a cookie gets a cookie and no message 2, and with it a message 2', () => {
    const bench = loadedBench();
    const node = bench.addNode('till');
    const message = node.initiation();
    bench.receive(node.endpoint, message);
    const [reply] = bench.takeSent(node.endpoint);
    expect(reply).toHaveLength(64);
    const { cookieKey } = macKeysOf(noblePrimitives, WORKER_PUBLIC_KEY);
    const cookie = consumeCookieReply(noblePrimitives, {
      cookieKey,
      sent: message,
      reply: reply as Uint8Array,
    });
    const proven = withMac2(noblePrimitives, message, cookie as Uint8Array);
    bench.receive('203.0.113.66:1', proven);
    expect(bench.takeSent('203.0.113.66:1').map(({ length }) => length)).toEqual([64]);
    bench.receive(node.endpoint, proven);
    expect(bench.takeSent(node.endpoint).map(({ length }) => length)).toEqual([92]);
  });

  test('a source gets at most 5 cookies at once and 20 a second', () => {
    const bench = loadedBench();
    const message = bench.addNode('till').initiation();
    const cookies = () => bench.takeSent('192.0.2.2:5000').length;
    for (let count = 0; count < 20; count++) bench.receive('192.0.2.2:5000', message);
    expect(cookies()).toBe(5);
    expect(bench.counter('droppedOverLimit')).toBe(15);
    bench.pass(500);
    for (let count = 0; count < 20; count++) bench.receive('192.0.2.2:5000', message);
    expect(cookies()).toBe(5);
  });

  test('packets of live sessions pass', () => {
    const bench = new DcBench();
    const node = bench.registeredNode('till');
    const noise = bench.addNode('noise').initiation();
    for (let count = 0; count < 700; count++) bench.receive(`198.51.${count >> 8}.${count & 255}:1`, noise);
    expect(node.keepAlive().registrationRequired).toBe(false);
  });

  test('it is over a second later', () => {
    const bench = loadedBench();
    const node = bench.addNode('till');
    bench.receive(node.endpoint, node.initiation());
    bench.pass(2000);
    node.connect();
    expect(node.session).toBeDefined();
  });
});
