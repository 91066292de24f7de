import { expect, test } from 'vitest';
import { DcBench } from '../testing/dc-bench.ts';

test('every node with an unexpired lease is initiated to, ten in each 20 ms, in the order of the leases', () => {
  const bench = new DcBench();
  const nodes = Array.from({ length: 35 }, (_, number) => bench.registeredNode(`n${number}`));
  bench.sent = [];
  bench.restart(10_000);
  const sizes: number[] = [];
  for (let step = 0; step < 5; step++) {
    sizes.push(bench.sent.length);
    bench.pass(20);
  }
  expect(sizes).toEqual([10, 20, 30, 35, 35]);
  expect(bench.sent.map(({ destination }) => destination)).toEqual(nodes.map(({ endpoint }) => endpoint));
  expect(bench.sent.every(({ datagram }) => datagram.length === 148)).toBe(true);
});

test('it is told when all were called, also where nobody answers, and at once where nobody had a lease', () => {
  const silent = new DcBench();
  silent.registeredNode('till');
  silent.restart();
  const restarted = silent.now;
  silent.pass(10_000);
  expect(silent.nodesCalledAt).toBe(restarted + 500);
  const empty = new DcBench();
  expect(empty.nodesCalledAt).toBe(empty.now);
});

test('a node keeps its lease over a restart: it needs no registration', () => {
  const bench = new DcBench();
  const node = bench.registeredNode('till');
  bench.restart(5000);
  expect(node.answerInitiation()).toBe(true);
  expect(node.keepAlive().registrationRequired).toBe(false);
  expect(bench.counter('registrations')).toBe(0);
});

test('an expired lease is dropped and nobody is initiated to', () => {
  const bench = new DcBench();
  bench.registeredNode('till');
  bench.restart(120_000);
  expect(bench.sent.filter(({ datagram }) => datagram[0] === 1)).toEqual([]);
  expect(bench.store.leases.size).toBe(0);
});

test('a lease that was stored while the wall clock was a year ahead ends as any other', () => {
  const bench = new DcBench();
  const node = bench.registeredNode('till');
  const lease = bench.store.leases.get(node.profile.id);
  if (lease === undefined) throw new Error('no lease');
  bench.store.leases.set(node.profile.id, { ...lease, expiresAt: lease.expiresAt + 365 * 86_400_000 });
  bench.restart(1000);
  expect(bench.coordinator.status().leases).toHaveLength(1);
  bench.pass(120_000);
  expect(bench.coordinator.status().leases).toEqual([]);
});

test('a node that comes by itself first is not initiated to', () => {
  const bench = new DcBench();
  const nodes = Array.from({ length: 11 }, (_, number) => bench.registeredNode(`n${number}`));
  const last = nodes.at(-1) as (typeof nodes)[number];
  bench.restart();
  last.connect();
  bench.takeSent(last.endpoint);
  bench.pass(1000);
  expect(bench.takeSent(last.endpoint)).toEqual([]);
});

test('stamps and numbers of a restarted coordinator are above the ones before', () => {
  const bench = new DcBench();
  const caller = bench.registeredNode('caller');
  const callee = bench.registeredNode('callee');
  const numbers = [0, 1].map((round) => {
    if (round === 1) {
      bench.restart(1000);
      for (const node of [caller, callee]) expect(node.answerInitiation()).toBe(true);
    }
    caller.ask(caller.directionRequest('callee.ntm.internal'), 'directionResponse');
    return caller.direction.transaction;
  }) as [number, number];
  expect(numbers[1]).toBeGreaterThan(numbers[0]);
});

test('a session of the old coordinator is noise to the new one', () => {
  const bench = new DcBench();
  const node = bench.registeredNode('till');
  const sealed = node.sealed([{ kind: 'keepAlive', transaction: 40 }]);
  bench.restart();
  bench.sent = [];
  bench.receive(node.endpoint, sealed);
  expect(bench.sent).toEqual([]);
  expect(bench.counter('droppedUnknownIndex')).toBe(1);
});
