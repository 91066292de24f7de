import { DNS_RCODE, DNS_TYPE } from '@ntmobile/shared';
import { describe, expect, test, vi } from 'vitest';
import { Nat } from './nat.ts';
import { REALM_DOMAIN } from './sim-coordinator.ts';
import { type RealmNode, SimRealm } from './sim-realm.ts';

// Hours and hundreds of nodes pass in seconds, unless the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

function pair(seed = 1) {
  const realm = new SimRealm(seed);
  const [anna, bert] = [realm.add('anna'), realm.add('bert')];
  realm.settle();
  return { realm, anna, bert };
}

/** Sends a text over the tunnel at hand. */
function say(realm: SimRealm, from: RealmNode, to: RealmNode, text: string): boolean {
  from.node.sendData(to.virtualAddress, text);
  return realm.arrived(to, text);
}

test('two nodes reach each other by name, both ways, over one tunnel', () => {
  const { realm, anna, bert } = pair();
  expect(realm.call(anna, bert, 'hello')).toBeDefined();
  expect(realm.arrived(bert, 'hello')).toBe(true);
  expect(say(realm, bert, anna, 'hello back')).toBe(true);
  expect(anna.node.tunnelTo('bert')).toMatchObject({ state: 'established', route: 'directV4' });
  expect(bert.node.tunnelTo('anna')).toMatchObject({ state: 'established', route: 'directV4' });
  realm.run(200);
  const [report] = realm.coordinator.store.reports;
  expect(report).toMatchObject({ event: 'established', pathId: anna.node.tunnelTo('bert')?.pathId });
});

test('a first packet opens the tunnel without a name', () => {
  const { realm, anna, bert } = pair();
  expect(say(realm, anna, bert, 'unnamed')).toBe(true);
});

test('two nodes that call each other at once get one path', () => {
  const { realm, anna, bert } = pair();
  anna.node.sendData(bert.virtualAddress, 'a to b');
  bert.node.sendData(anna.virtualAddress, 'b to a');
  expect(realm.arrived(bert, 'a to b')).toBe(true);
  expect(realm.arrived(anna, 'b to a')).toBe(true);
  expect(realm.coordinator.store.paths.size).toBe(1);
  expect(realm.coordinator.status().counters).toMatchObject({ directionsOpened: 1, directionsJoined: 1 });
});

test('a name that does not exist is NXDOMAIN, and so is one that the policy hides', () => {
  const { realm, anna, bert } = pair();
  realm.setStanding(bert, 'suspended');
  for (const name of ['nobody', 'bert']) {
    const query = anna.node.query(`${name}.${REALM_DOMAIN}`, DNS_TYPE.A);
    realm.run(2000, () => query.answer() !== undefined);
    expect(query.answer()?.rcode).toBe(DNS_RCODE.noSuchName);
  }
  expect(realm.coordinator.store.audit).toMatchObject([{ reason: 'the target is suspended' }]);
});

test('a node that is switched off is offline within 3 s, and its packets are answered', () => {
  const { realm, anna, bert } = pair();
  bert.node.stop();
  const asked = realm.network.now;
  anna.node.sendData(bert.virtualAddress, 'lost');
  realm.run(10_000, () => anna.node.tunnelTo('bert')?.state === 'noPath');
  expect(anna.node.tunnelTo('bert')).toMatchObject({ why: 'the peer is offline' });
  expect(realm.network.now - asked).toBeLessThan(3100);
  expect(anna.node.plane.unreachable).toHaveLength(1);
});

describe('the time from the query to the first packet', () => {
  /** Half delays of caller, callee and coordinator: to the middle of the network, ms. */
  const PLACES = [
    [10, 10, 10],
    [40, 5, 10],
    [3, 30, 50],
    [1, 1, 1],
  ] as const;

  test.each(PLACES)('is that of the protocol with half delays of %i, %i and %i ms', (a, b, d) => {
    const realm = new SimRealm(7, d);
    const anna = realm.add('anna', { halfDelayMs: a });
    const bert = realm.add('bert', { halfDelayMs: b });
    realm.settle();
    const toCaller = 2 * (a + d);
    const toCallee = 2 * (b + d);
    const endToEnd = 2 * (a + b);
    const formula = Math.max(toCaller, toCaller / 2 + toCallee / 2) + endToEnd;
    const took = realm.call(anna, bert, 'first') as number;
    expect(took).toBeLessThanOrEqual(formula);
    // A message 1 that comes before its RouteDirection waits for it, and has come half of the way by then.
    expect(took).toBe(Math.max(toCaller + a + b, toCaller / 2 + toCallee / 2) + a + b);
  });

  test('is no longer where the callee had been silent until its session was too old', () => {
    const { realm, anna, bert } = pair();
    realm.run(600_000);
    expect(realm.call(anna, bert, 'late')).toBe(80);
  });
});

describe('with loss, copies and packets that overtake each other', () => {
  const SEEDS = [11, 12, 13, 14, 15, 16, 17, 18].map((seed) => ({ seed }));

  test.each(SEEDS)('and 30 percent lost each way the tunnel comes up (seed $seed)', ({ seed }) => {
    const realm = new SimRealm(seed);
    const [anna, bert] = [realm.add('anna'), realm.add('bert')];
    realm.network.loss = 0.3;
    realm.network.duplication = 0.1;
    realm.network.jitterMs = 30;
    realm.settle(60_000);
    const established = () =>
      [anna.node.tunnelTo('bert'), bert.node.tunnelTo('anna')].every((one) => one?.state === 'established');
    // An application asks again when it got no answer.
    for (let tries = 0; tries < 6 && !established(); tries++) {
      anna.node.sendData(bert.virtualAddress, `try ${tries}`);
      realm.run(6000, established);
    }
    expect(established()).toBe(true);
    // What is sent arrives again and again: about half of it, for both directions count alone.
    for (let count = 0; count < 40; count++) {
      anna.node.sendData(bert.virtualAddress, `data ${count}`);
      bert.node.sendData(anna.virtualAddress, `data ${count}`);
      realm.run(100);
    }
    for (const { node } of [anna, bert]) {
      const texts = node.plane.delivered.map(({ text }) => text).filter((text) => text.startsWith('data'));
      expect(texts.length).toBeGreaterThan(15);
      expect(new Set(texts).size).toBe(texts.length);
    }
  });
});

describe('NATs', () => {
  test('a node behind a NAT calls a node with an open address', () => {
    const realm = new SimRealm(3);
    const home = realm.add('home', { nat: new Nat('198.51.100.1', 'portRestricted') });
    const open = realm.add('open');
    realm.settle();
    expect(realm.call(home, open, 'out')).toBe(80);
    expect(say(realm, open, home, 'in')).toBe(true);
  });

  test('a node with an open address calls a node behind a NAT: that one starts after 2 s', () => {
    const realm = new SimRealm(4);
    const home = realm.add('home', { nat: new Nat('198.51.100.1', 'symmetric') });
    const open = realm.add('open');
    realm.settle();
    const started = realm.network.now;
    open.node.sendData(home.virtualAddress, 'too early for the queue');
    expect(realm.run(5000, () => open.node.tunnelTo('home')?.state === 'established')).toBe(true);
    expect(realm.network.now - started).toBeGreaterThanOrEqual(2000);
    expect(realm.network.now - started).toBeLessThan(2200);
    expect(say(realm, open, home, 'in')).toBe(true);
    expect(say(realm, home, open, 'out')).toBe(true);
  });

  test('two nodes behind different NATs end in a stated no path after 5 s, and packets are refused', () => {
    const realm = new SimRealm(5);
    const left = realm.add('left', { nat: new Nat('198.51.100.1', 'symmetric') });
    const right = realm.add('right', { nat: new Nat('198.51.100.2', 'symmetric') });
    realm.settle();
    const started = realm.network.now;
    left.node.sendData(right.virtualAddress, 'nowhere');
    realm.run(20_000, () => left.node.tunnelTo('right')?.state === 'noPath');
    expect(left.node.tunnelTo('right')).toMatchObject({ why: 'no path: both ends are behind NATs' });
    expect(realm.network.now - started).toBeLessThanOrEqual(5100);
    expect(left.node.plane.unreachable.length).toBeGreaterThan(0);
    left.node.sendData(right.virtualAddress, 'refused');
    expect(left.node.plane.unreachable.at(-1)).toMatchObject({ reason: 'hostUnreachable' });
    realm.run(3000, () => right.node.tunnelTo('left')?.state === 'noPath');
    expect(right.node.tunnelTo('left')).toMatchObject({ why: 'no path: both ends are behind NATs' });
    realm.run(200);
    expect(realm.coordinator.store.reports.map(({ event }) => event)).toEqual(['failed', 'failed']);
  });

  test('two nodes behind one NAT meet within it', () => {
    const realm = new SimRealm(6);
    const nat = new Nat('198.51.100.1', 'symmetric');
    const left = realm.add('left', { nat });
    const right = realm.add('right', { nat });
    realm.settle();
    expect(realm.call(left, right, 'near')).toBeDefined();
    expect(left.node.tunnelTo('right')).toMatchObject({ state: 'established', route: 'sameLan' });
  });
});
