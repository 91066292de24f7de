import { createInitiation } from '@ntmobile/shared';
import { noblePrimitives } from '@ntmobile/shared/noble';
import { describe, expect, test } from 'vitest';
import type { CounterName } from './counters.ts';
import { DcBench, seededBytes, WORKER_PUBLIC_KEY } from './testing/dc-bench.ts';

const ELSEWHERE = '203.0.113.66:666';
const HOUR_MS = 3_600_000;

/** All that a coordinator holds but its counters. */
function held(bench: DcBench) {
  const { counters, ...rest } = bench.coordinator.status();
  return rest;
}

/** A bench whose every packet towards the coordinator is kept: registration, a direction, reports, a goodbye. */
function captured() {
  const bench = new DcBench();
  const datagrams: Uint8Array[] = [];
  const receive = bench.receive.bind(bench);
  bench.receive = (source, datagram) => {
    datagrams.push(datagram.slice());
    receive(source, datagram);
  };
  const till = bench.registeredNode('till');
  const callee = bench.registeredNode('callee');
  till.ask(till.directionRequest('callee.ntm.internal'), 'directionResponse');
  callee.read();
  till.confirm();
  callee.confirm();
  till.keepAlive();
  bench.receive = receive;
  return { bench, till, callee, datagrams };
}

function replay(bench: DcBench, datagrams: readonly Uint8Array[]): void {
  for (const source of ['192.0.2.1:5000', ELSEWHERE])
    for (const datagram of [...datagrams, ...datagrams.toReversed()]) bench.receive(source, datagram);
}

/** How often `replay` sends each datagram. */
const COPIES = 4;

const copiesOf = (datagrams: readonly Uint8Array[], type: number) =>
  COPIES * datagrams.filter(([first]) => first === type).length;

/** Another coordinator that begins with what the store of this one holds, and has called every node. */
function another(bench: DcBench, privateKey?: Uint8Array): DcBench {
  const other = new DcBench(noblePrimitives, privateKey);
  for (const profile of bench.store.startProfiles()) other.store.profiles.set(profile.id, profile);
  for (const [id, lease] of bench.store.leases) other.store.leases.set(id, lease);
  other.now = bench.now;
  other.restart();
  other.sent = [];
  other.stored = [];
  return other;
}

describe('a capture of all that nodes sent', () => {
  test('that is sent again in the same instant changes nothing, and each copy is counted', () => {
    const { bench, datagrams } = captured();
    bench.sent = [];
    bench.stored = [];
    const before = held(bench);
    replay(bench, datagrams);
    expect(held(bench)).toEqual(before);
    expect(bench.stored).toEqual([]);
    expect(bench.sent.every(({ datagram }) => datagram[0] === 2 && datagram.length === 92)).toBe(true);
    expect(bench.counter('handshakesRepeated')).toBe(copiesOf(datagrams, 1));
    expect(bench.counter('droppedReplayed')).toBe(copiesOf(datagrams, 4));
  });

  test.each([
    ['with a key of its own', new Uint8Array(32).fill(55), ['droppedBadMac1']],
    ['with the same key', undefined, ['droppedStaleStamp', 'droppedRefusedBefore']],
  ] as const)(
    'that is sent in the same instant to a second coordinator of the realm %s is refused and counted',
    (_which, key, refusals: readonly CounterName[]) => {
      const { bench, datagrams } = captured();
      const other = another(bench, key);
      const before = held(other);
      replay(other, datagrams);
      expect(held(other)).toEqual(before);
      expect([other.sent, other.stored]).toEqual([[], []]);
      const refused = refusals.map((name) => other.counter(name)).reduce((sum, count) => sum + count);
      expect(refused).toBe(copiesOf(datagrams, 1));
      expect(other.counter('droppedUnknownIndex')).toBe(copiesOf(datagrams, 4));
      expect(before.leases).toHaveLength(2);
    },
  );

  test('does not lower what its node has learned since: registrations of an older release have no effect', () => {
    const bench = new DcBench();
    const [till, caller] = [bench.addNode('till'), bench.registeredNode('caller')];
    const datagrams: Uint8Array[] = [];
    const receive = bench.receive.bind(bench);
    bench.receive = (source, datagram) => {
      datagrams.push(datagram.slice());
      receive(source, datagram);
    };
    till.connect();
    till.register([till.interfaceCandidate()], {});
    bench.pass(1_000);
    till.connect();
    till.register();
    bench.receive = receive;
    const before = held(bench);
    replay(bench, datagrams);
    expect(held(bench)).toEqual(before);
    caller.ask(caller.directionRequest('till.ntm.internal'), 'directionResponse');
    expect(caller.direction.capabilities).toEqual({ control: 1 });
  });

  test('that is sent again a second later changes nothing and is answered by copies of message 2 at most', () => {
    const { bench, datagrams } = captured();
    bench.pass(1_000);
    bench.sent = [];
    const before = held(bench);
    replay(bench, datagrams);
    expect(held(bench)).toEqual(before);
    expect(bench.sent.every(({ datagram }) => datagram[0] === 2 && datagram.length === 92)).toBe(true);
  });

  test('that is sent again an hour later, sessions and leases gone, changes nothing and is not answered', () => {
    const { bench, datagrams } = captured();
    bench.pass(HOUR_MS);
    bench.sent = [];
    bench.stored = [];
    const before = held(bench);
    replay(bench, datagrams);
    expect(held(bench)).toEqual(before);
    expect([bench.sent, bench.stored]).toEqual([[], []]);
  });

  test('that is sent again to a coordinator that started since makes no session that anybody can confirm', () => {
    const { bench, datagrams } = captured();
    bench.pass(200_000);
    bench.restart();
    bench.sent = [];
    bench.stored = [];
    replay(bench, datagrams);
    expect([bench.sent, bench.stored]).toEqual([[], []]);
    expect(bench.coordinator.status().links.filter(({ current }) => current !== undefined)).toEqual([]);
  });
});

describe('who may speak for a node', () => {
  test('is only who has its private key: a message 1 that names the key of another is dropped', () => {
    const bench = new DcBench();
    const victim = bench.registeredNode('victim');
    const attacker = bench.registeredNode('attacker');
    bench.sent = [];
    bench.stored = [];
    const before = held(bench);
    const draw = seededBytes(5);
    for (let attempt = 0; attempt < 20; attempt++) {
      const created = createInitiation(noblePrimitives, {
        local: { privateKey: draw(32), publicKey: victim.profile.staticKey },
        remotePublicKey: WORKER_PUBLIC_KEY,
        ephemeralPrivateKey: draw(32),
        localIndex: attempt + 1,
        timestamp: new Uint8Array(12).fill(255),
      });
      bench.receive(attacker.endpoint, created?.message as Uint8Array);
    }
    expect(held(bench)).toEqual(before);
    expect([bench.sent, bench.stored]).toEqual([[], []]);
    expect(bench.counter('droppedBadHandshake')).toBe(20);
    expect(victim.keepAlive().leaseSeconds).toBe(120);
  });
});

describe('before an address is proven', () => {
  /** Each kind of datagram that anybody, or a node that has not confirmed, can send. */
  const kinds = (bench: DcBench) => {
    const admitted = bench.addNode('admitted');
    const stranger = new DcBench().strangeNode('stranger');
    const suspended = bench.addNode('suspended', { standing: 'suspended' });
    const typed = (type: number, length: number) => {
      const datagram = new Uint8Array(length).fill(0x45);
      datagram.set([type, 0, 0, 0]);
      return datagram;
    };
    const stun = new Uint8Array(20);
    stun.set([0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42]);
    return [
      ['message 1 of an admitted node', admitted.initiation()],
      ['message 1 of a key that nobody knows', stranger.initiation()],
      ['message 1 of a suspended node', suspended.initiation()],
      ['message 1 that is noise', typed(1, 148)],
      ['message 2', typed(2, 92)],
      ['message 3', typed(3, 64)],
      ['a transport packet', typed(4, 1200)],
      ['an empty transport packet', typed(4, 32)],
      ['STUN', stun],
      ['channel data', typed(0x40, 200)],
      ['a compact packet', new Uint8Array(60).fill(0x80)],
      ['nothing', new Uint8Array(0)],
    ] as const;
  };

  test.each(['in peace', 'under load'])(
    '%s no answer has more than 0.65 of what came, and each at most one',
    (when) => {
      const bench = new DcBench();
      const all = kinds(bench);
      if (when === 'under load') {
        const flood = bench.addNode('flood').initiation();
        for (let count = 0; count < 501; count++)
          bench.receive(`100.64.${count >> 8}.${count & 255}:9`, flood);
      }
      for (const [name, datagram] of all) {
        bench.sent = [];
        bench.receive(ELSEWHERE, datagram);
        const out = bench.sent.reduce((sum, { datagram: { length } }) => sum + length, 0);
        expect(bench.sent.length, name).toBeLessThanOrEqual(1);
        expect(out, name).toBeLessThanOrEqual(0.65 * datagram.length);
      }
    },
  );

  test('nothing that a coordinator sends makes it or another one answer', () => {
    const { bench, till } = captured();
    const other = new DcBench();
    bench.pass(130_000);
    bench.restart();
    bench.receive(ELSEWHERE, till.initiation());
    const said = bench.sent.map(({ datagram }) => datagram);
    expect(new Set(said.map(([type]) => type)).size).toBeGreaterThan(0);
    for (const target of [bench, other]) {
      target.sent = [];
      for (const datagram of said) target.receive('192.0.2.200:3479', datagram);
      expect(target.sent.filter(({ destination }) => destination === '192.0.2.200:3479')).toEqual([]);
    }
  });
});

describe('clocks', () => {
  test.each([-1, 1])('a node whose clock is %i year off registers and is told the time', (years) => {
    const bench = new DcBench();
    const node = bench.addNode('till');
    const off = years * 365 * 24 * HOUR_MS;
    const now = bench.now;
    // Its stamps come from its own clock.
    bench.now += off;
    const message = node.initiation();
    bench.now = now;
    bench.receive(node.endpoint, message);
    node.read();
    node.send([]);
    const { serverTime } = node.register();
    expect(Math.abs(serverTime - (1_800_000_000_000 + now))).toBeLessThan(1_000);
  });

  test.each([-2, 2])('a coordinator whose clock jumps by %i hours keeps leases and sessions', (hours) => {
    const bench = new DcBench();
    const node = bench.registeredNode('till');
    const before = held(bench);
    bench.feed({ kind: 'wallClockRead', wallClockMs: 1_800_000_000_000 + bench.now + hours * HOUR_MS });
    bench.pass(5_000);
    expect(held(bench).leases.map(({ nodeId }) => nodeId)).toEqual(before.leases.map(({ nodeId }) => nodeId));
    expect(node.keepAlive().leaseSeconds).toBe(120);
    const again = bench.registeredNode('another');
    expect(again.session).toBeDefined();
  });
});
