import { formatEndpoint, formatIpAddress, parseEndpoint, verifyNodeRecord } from '@ntmobile/shared';
import { noblePrimitives } from '@ntmobile/shared/noble';
import { expect, test } from 'vitest';
import { DcBench, RECORD_KEY, START_WALL_CLOCK } from '../testing/dc-bench.ts';

const interfaceAt = (text: string) =>
  ({ source: 'interface', network: 1, endpoint: parseEndpoint(text) }) as const;

test('a registration is answered with everything that a node needs', () => {
  const bench = new DcBench();
  const node = bench.addNode('till');
  node.connect();
  const answer = node.register();
  expect(answer).toMatchObject({ realmDomain: 'ntm.internal', leaseSeconds: 120, relayCredentials: [] });
  expect(answer.serverTime).toBe(START_WALL_CLOCK + bench.now);
  expect(formatEndpoint(answer.observed)).toBe(node.endpoint);
  expect(answer.realmPrefixes).toHaveLength(2);
  expect(answer.resolvers.map(formatIpAddress)).toEqual(['198.18.0.1']);
});

test("the answer holds the node's own record, signed and valid for ten minutes", () => {
  const bench = new DcBench();
  const node = bench.registeredNode('till');
  const { record, serverTime } = node.framesOf('registrationResponse')[0] as NonNullable<
    ReturnType<typeof node.register>
  >;
  const trust = { signingKey: RECORD_KEY, realm: 'ntm.internal', serverTime };
  const verdict = verifyNodeRecord(record, trust, noblePrimitives);
  expect(verdict).toMatchObject({
    kind: 'valid',
    record: { name: 'till', issued: serverTime, expires: serverTime + 600_000 },
  });
});

test('a record is used for five minutes, and a renamed node gets another one at once', () => {
  const bench = new DcBench();
  const node = bench.registeredNode('till');
  const first = node.register().record;
  bench.pass(100_000);
  expect(node.register().record).toEqual(first);
  bench.change(node, { name: 'kiosk' });
  const renamed = node.register().record;
  expect(renamed).not.toEqual(first);
  bench.pass(100_000);
  node.connect();
  bench.pass(100_000);
  expect(node.register().record).toEqual(renamed);
  node.connect();
  bench.pass(100_000);
  expect(node.register().record).not.toEqual(renamed);
});

test('special addresses are refused and counted; the observed one is always the word of the coordinator', () => {
  const bench = new DcBench();
  const node = bench.addNode('till');
  node.connect();
  node.register([
    interfaceAt('192.168.7.2:5000'),
    interfaceAt('127.0.0.1:5000'),
    interfaceAt('169.254.169.254:80'),
    interfaceAt('198.18.0.9:5000'),
    interfaceAt('[::ffff:127.0.0.1]:5000'),
    interfaceAt('10.0.0.1:0'),
    { source: 'observed', network: 0, endpoint: parseEndpoint('203.0.113.9:53') },
  ]);
  expect(bench.coordinator.status().leases[0]?.candidates).toEqual([
    'interface 1 192.168.7.2:5000',
    'observed 0 192.0.2.1:5000',
  ]);
  expect(bench.counter('refusedCandidates')).toBe(5);
});

test('the lease is stored with the registration', () => {
  const bench = new DcBench();
  const node = bench.registeredNode('till');
  expect(bench.store.leases.get(node.profile.id)).toMatchObject({
    endpoint: node.endpoint,
    agent: 'test 1',
    capabilities: { control: 1 },
    registeredAt: START_WALL_CLOCK + bench.now,
    expiresAt: START_WALL_CLOCK + bench.now + 120_000,
  });
});

test('a keep-alive extends the lease, and the store learns of it before the old expiry', () => {
  const bench = new DcBench();
  const node = bench.registeredNode('till');
  bench.stored = [];
  for (let count = 1; count <= 4; count++) {
    bench.pass(30_000);
    expect(node.keepAlive()).toMatchObject({ registrationRequired: false, leaseSeconds: 120 });
    const stored = bench.store.leases.get(node.profile.id)?.expiresAt ?? 0;
    expect(stored).toBeGreaterThan(START_WALL_CLOCK + bench.now + 1000);
  }
  expect(bench.stored.filter(({ kind }) => kind === 'saveLease').length).toBeLessThanOrEqual(2);
});

test('without a keep-alive the lease ends, which the next one is told', () => {
  const bench = new DcBench();
  const node = bench.registeredNode('till');
  bench.pass(119_999);
  expect(bench.store.leases.size).toBe(1);
  bench.pass(1);
  expect(bench.store.leases.size).toBe(0);
  expect(node.keepAlive().registrationRequired).toBe(true);
  node.register();
  expect(node.keepAlive().registrationRequired).toBe(false);
});

test('a goodbye is answered and ends the lease; the session stays for its repeats', () => {
  const bench = new DcBench();
  const node = bench.registeredNode('till');
  const goodbye = { kind: 'deregistration', transaction: node.nextTransaction() } as const;
  node.ask(goodbye, 'deregistrationAnswer');
  expect(bench.store.leases.size).toBe(0);
  expect(node.ask(goodbye, 'deregistrationAnswer')).toBeDefined();
  expect(node.keepAlive().registrationRequired).toBe(true);
});

test('a lease that the store refused is written again a second later', () => {
  const bench = new DcBench();
  bench.unanswered.add('saveLease');
  bench.registeredNode('till');
  bench.feed({ kind: 'storeFailed', output: bench.stored.find(({ kind }) => kind === 'saveLease') as never });
  bench.unanswered.clear();
  bench.pass(1000);
  expect(bench.store.leases.size).toBe(1);
});

test('the wall clock that is read later counts from then on', () => {
  const bench = new DcBench();
  const node = bench.registeredNode('till');
  bench.feed({ kind: 'wallClockRead', wallClockMs: START_WALL_CLOCK + bench.now + 5000 });
  expect(node.keepAlive().serverTime).toBe(START_WALL_CLOCK + bench.now + 5000);
});
