import { formatNodeId } from '@ntmobile/shared';
import { expect, test } from 'vitest';
import { DcBench } from '../testing/dc-bench.ts';
import type { TestNode } from '../testing/test-node.ts';

/** Two nodes that were directed to each other and confirmed it. */
function directed() {
  const bench = new DcBench();
  const caller = bench.registeredNode('caller');
  const callee = bench.registeredNode('callee');
  caller.ask(caller.directionRequest('callee.ntm.internal'), 'directionResponse');
  callee.read();
  caller.confirm();
  callee.confirm();
  bench.pass(5000);
  return { bench, caller, callee };
}

function withdrawalsOf(node: TestNode): string[] {
  node.read();
  return node
    .framesOf('routeWithdrawal')
    .map(({ target, reason }) =>
      target.kind === 'node' ? `${formatNodeId(target.nodeId)} ${reason}` : reason,
    );
}

function answerWithdrawal(node: TestNode): void {
  const transaction = node.framesOf('routeWithdrawal').at(-1)?.transaction ?? 0;
  node.send([{ kind: 'routeWithdrawalAnswer', transaction }]);
}

test.each([
  ['suspended', 'revoked'],
  ['deleted', 'deleted'],
] as const)('a %s node is withdrawn from its peers, and its session ends', (standing, reason) => {
  const { bench, caller, callee } = directed();
  bench.change(callee, { standing });
  expect(withdrawalsOf(caller)).toEqual([`${callee.profile.id} ${reason}`]);
  answerWithdrawal(caller);
  expect(withdrawalsOf(callee)).toEqual([`${callee.profile.id} ${reason}`]);
  callee.send([{ kind: 'keepAlive', transaction: 90 }]);
  expect(callee.read()).toEqual([]);
  expect(bench.store.leases.has(callee.profile.id)).toBe(false);
  expect(bench.coordinator.status().links.map(({ nodeId }) => nodeId)).toEqual([caller.profile.id]);
  bench.pass(100);
  bench.receive(callee.endpoint, callee.initiation());
  expect(bench.takeSent(callee.endpoint)).toEqual([]);
  bench.pass(10_000);
  expect(withdrawalsOf(caller)).toHaveLength(1);
});

test('a node without a tunnel to it is told nothing', () => {
  const { bench, callee } = directed();
  const stranger = bench.registeredNode('stranger');
  bench.change(callee, { standing: 'suspended' });
  expect(withdrawalsOf(stranger)).toEqual([]);
});

test('what a node has not answered is owed to it until it is heard again', () => {
  const { bench, caller, callee } = directed();
  bench.change(callee, { standing: 'suspended' });
  bench.pass(4000);
  bench.takeSent(caller.endpoint);
  bench.pass(16_000);
  expect(withdrawalsOf(caller)).toEqual([]);
  caller.keepAlive();
  expect(withdrawalsOf(caller)).toEqual([`${callee.profile.id} revoked`]);
  answerWithdrawal(caller);
  caller.keepAlive();
  expect(withdrawalsOf(caller)).toHaveLength(1);
});

test('a withdrawal that is under way is not begun a second time', () => {
  const { bench, caller, callee } = directed();
  bench.change(callee, { standing: 'suspended' });
  for (let count = 0; count < 3; count++) caller.keepAlive();
  expect(bench.coordinator.status().links[0]?.waitingRequests).toBe(1);
  expect(new Set(caller.framesOf('routeWithdrawal').map(({ transaction }) => transaction)).size).toBe(1);
});

test('a node that is admitted again meanwhile is not withdrawn any more', () => {
  const { bench, caller, callee } = directed();
  bench.change(callee, { standing: 'suspended' });
  bench.pass(4000);
  bench.takeSent(caller.endpoint);
  bench.change(callee, { standing: 'admitted' });
  caller.keepAlive();
  expect(withdrawalsOf(caller)).toEqual([]);
});

test('who was away when a peer was withdrawn hears of it at the next registration', () => {
  const { bench, caller, callee } = directed();
  bench.pass(120_000);
  bench.change(callee, { standing: 'deleted' });
  expect(withdrawalsOf(caller)).toEqual([]);
  caller.connect();
  caller.register();
  expect(withdrawalsOf(caller)).toEqual([`${callee.profile.id} deleted`]);
});

test('who was withdrawn while no coordinator ran is withdrawn by the next one', () => {
  const { bench, caller, callee } = directed();
  bench.store.profiles.set(callee.profile.id, { ...callee.profile, standing: 'deleted' });
  bench.restart(5000);
  caller.answerInitiation();
  expect(withdrawalsOf(caller)).toEqual([`${callee.profile.id} deleted`]);
  expect(bench.takeSent(callee.endpoint)).toEqual([]);
  expect(bench.store.leases.has(callee.profile.id)).toBe(false);
});

test('the store that fails is asked again a second later', () => {
  const { bench, caller, callee } = directed();
  bench.unanswered.add('loadPeers');
  bench.stored = [];
  bench.change(callee, { standing: 'suspended' });
  bench.feed({ kind: 'storeFailed', output: bench.stored.find(({ kind }) => kind === 'loadPeers') as never });
  bench.unanswered.clear();
  bench.pass(1000);
  expect(withdrawalsOf(caller)).toEqual([`${callee.profile.id} revoked`]);
});

test('a path that is stored after the peers were read is withdrawn too', () => {
  const bench = new DcBench();
  const caller = bench.registeredNode('caller');
  const callee = bench.registeredNode('callee');
  bench.unanswered.add('storePath');
  caller.ask(caller.directionRequest('callee.ntm.internal'), 'directionResponse');
  callee.read();
  for (const node of [caller, callee]) node.confirm();
  bench.change(callee, { standing: 'suspended' });
  expect(withdrawalsOf(caller).at(-1)).not.toBe(`${callee.profile.id} revoked`);
  bench.feed(bench.store.execute(bench.stored.find(({ kind }) => kind === 'storePath') as never) as never);
  expect(withdrawalsOf(caller).at(-1)).toBe(`${callee.profile.id} revoked`);
});

test('a profile that is told again, or a new name, ends nothing', () => {
  const { bench, caller, callee } = directed();
  const before = bench.coordinator.status();
  bench.change(callee, {});
  bench.change(callee, { name: 'renamed' });
  expect(bench.coordinator.status()).toEqual(before);
  expect(withdrawalsOf(caller)).toEqual([]);
});

test('a node with another key starts anew', () => {
  const { bench, callee } = directed();
  bench.change(callee, { staticKey: new Uint8Array(32).fill(200) });
  callee.send([{ kind: 'keepAlive', transaction: 91 }]);
  expect(callee.read()).toEqual([]);
  expect(bench.store.leases.has(callee.profile.id)).toBe(false);
});

test('a node that is approved is heard from then on', () => {
  const bench = new DcBench();
  const node = bench.addNode('new', { standing: 'pending' });
  bench.receive(node.endpoint, node.initiation());
  expect(bench.takeSent(node.endpoint)).toEqual([]);
  bench.change(node, { standing: 'admitted' });
  bench.pass(20);
  node.connect();
  expect(node.register().realmDomain).toBe('ntm.internal');
});

test('a node that asked in vain is called as soon as it may take part, where it asked from', () => {
  const { bench, callee } = directed();
  bench.change(callee, { standing: 'suspended' });
  callee.read();
  bench.pass(100);
  const old = callee.initiation();
  bench.receive('192.0.2.77:7', old);
  bench.pass(100);
  bench.receive(callee.endpoint, callee.initiation());
  bench.pass(100);
  bench.receive('203.0.113.66:6', old);
  bench.sent = [];
  bench.change(callee, { standing: 'admitted' });
  expect(bench.sent.map(({ destination }) => destination)).toEqual([callee.endpoint]);
  expect(callee.answerInitiation()).toBe(true);
  expect(callee.keepAlive().registrationRequired).toBe(true);
});

test('a node that never asked is not called when it is admitted again', () => {
  const { bench, callee } = directed();
  bench.change(callee, { standing: 'suspended' });
  callee.read();
  bench.change(callee, { standing: 'admitted' });
  expect(bench.takeSent(callee.endpoint)).toEqual([]);
});
