import { describe, expect, test, vi } from 'vitest';
import { Nat } from './nat.ts';
import { type RealmNode, SimRealm } from './sim-realm.ts';

// Hours and hundreds of nodes pass in seconds, unless the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

/** Two nodes with a tunnel. */
function joined(seed: number) {
  const realm = new SimRealm(seed);
  const nat = new Nat('198.51.100.1', 'portRestricted');
  const [anna, bert] = [realm.add('anna', { nat }), realm.add('bert')];
  realm.settle();
  realm.call(anna, bert, 'hello');
  realm.arrived(bert, 'hello');
  return { realm, anna, bert };
}

/** Both say something each second; returns how many texts did not arrive. */
function talk(realm: SimRealm, [a, b]: readonly [RealmNode, RealmNode], seconds: number): number {
  const before = a.node.plane.delivered.length + b.node.plane.delivered.length;
  for (let second = 0; second < seconds; second++) {
    a.node.sendData(b.virtualAddress, `${realm.network.now} a`);
    b.node.sendData(a.virtualAddress, `${realm.network.now} b`);
    realm.run(1000);
  }
  return 2 * seconds - (a.node.plane.delivered.length + b.node.plane.delivered.length - before);
}

describe('a coordinator that is killed and started again', () => {
  test('is found by nobody having to move: it initiates, and no node registers anew', () => {
    const { realm, anna, bert } = joined(21);
    realm.coordinator.stop();
    expect(talk(realm, [anna, bert], 5)).toBe(0);
    realm.coordinator.start();
    realm.run(100);
    const { counters, links } = realm.coordinator.status();
    expect(counters.handshakesInitiated).toBe(2);
    expect(counters.registrations).toBe(0);
    expect(links.every(({ current }) => current?.role === 'initiator')).toBe(true);
    expect(anna.node.status().coordinator.state).toBe('registered');
  });

  test('leaves tunnels unharmed while it is down and after', () => {
    const { realm, anna, bert } = joined(22);
    realm.coordinator.stop();
    expect(talk(realm, [anna, bert], 30)).toBe(0);
    realm.coordinator.start();
    expect(talk(realm, [anna, bert], 200)).toBe(0);
    expect(anna.node.tunnelTo('bert')?.state).toBe('established');
  });

  test('directs new pairs a moment later', () => {
    const { realm, anna } = joined(23);
    const carl = realm.add('carl');
    realm.settle();
    realm.coordinator.stop();
    realm.run(10_000);
    realm.coordinator.start();
    realm.run(100);
    expect(realm.call(anna, carl, 'new')).toBe(80);
  });

  test('comes back after the leases ended: the nodes come by themselves', () => {
    const { realm, anna, bert } = joined(24);
    realm.coordinator.stop();
    realm.run(300_000);
    realm.coordinator.start();
    realm.run(7000);
    expect(realm.coordinator.status().leases).toHaveLength(2);
    expect(talk(realm, [anna, bert], 10)).toBeLessThanOrEqual(2);
  });

  test('known pairs wake up without it', () => {
    const { realm, anna, bert } = joined(25);
    realm.coordinator.stop();
    realm.run(400_000);
    expect(anna.node.tunnelTo('bert')?.state).toBe('idle');
    anna.node.sendData(bert.virtualAddress, 'good morning');
    expect(realm.arrived(bert, 'good morning', 500)).toBe(true);
  });
});

test('sessions with the coordinator are renewed for as long as nodes run, and nobody registers twice', () => {
  const { realm } = joined(26);
  realm.run(3_600_000);
  const { counters, links, leases } = realm.coordinator.status();
  expect(leases).toHaveLength(2);
  expect(counters.registrations).toBe(2);
  expect(counters.droppedStaleStamp).toBe(0);
  for (const { current } of links)
    expect(realm.network.now - (current?.establishedAt ?? 0)).toBeLessThan(180_000);
});

test('a node that boots anew registers anew, and is reached by name and by those who knew it', () => {
  const { realm, anna, bert } = joined(31);
  // By then nobody joins the direction of before.
  realm.run(5000);
  realm.powerCycle(bert);
  realm.run(200);
  expect(realm.coordinator.status().counters.registrations).toBe(3);
  expect(realm.call(bert, anna, 'back again')).toBe(80);
  expect(realm.arrived(anna, 'back again')).toBe(true);
  expect(talk(realm, [anna, bert], 5)).toBe(0);
});

describe('a node that may no longer take part', () => {
  test.each([
    ['suspended', 'withdrawn by the coordinator: revoked'],
    ['deleted', 'withdrawn by the coordinator: deleted'],
  ] as const)('because it is %s is cut off from its peers', (standing, why) => {
    const { realm, anna, bert } = joined(27);
    realm.setStanding(bert, standing);
    realm.run(500);
    expect(anna.node.tunnelTo('bert')).toBeUndefined();
    expect(realm.coordinator.store.reports.at(-1)).toMatchObject({ event: 'closed', reason: why });
    const before = anna.node.plane.unreachable.length;
    anna.node.sendData(bert.virtualAddress, 'no');
    bert.node.sendData(anna.virtualAddress, 'no');
    realm.run(20_000);
    expect(anna.node.plane.unreachable.slice(before)).toMatchObject([{ reason: 'prohibited' }]);
    expect(anna.node.plane.delivered.map(({ text }) => text)).not.toContain('no');
    expect(realm.coordinator.status().leases.map(({ nodeId }) => nodeId)).toEqual([anna.profile.id]);
    realm.run(180_000);
    expect(bert.node.status().coordinator.state).toBe('connecting');
  });

  test('is back when it is admitted again', () => {
    const { realm, anna, bert } = joined(28);
    realm.setStanding(bert, 'suspended');
    realm.run(60_000);
    realm.setStanding(bert, 'admitted');
    realm.run(60_000);
    expect(bert.node.status().coordinator.state).toBe('registered');
    expect(realm.call(anna, bert, 'again')).toBeDefined();
    expect(realm.arrived(bert, 'again')).toBe(true);
  });

  test('knows it within a moment itself, and is registered within another once it may take part again', () => {
    const { realm, anna, bert } = joined(28);
    for (const member of [anna, bert]) {
      realm.setStanding(member, 'suspended');
      realm.run(500);
      const status = member.node.status();
      expect(status.coordinator.state).toBe('connecting');
      expect(status.tunnels).toEqual([]);
      realm.run(600_000);
      realm.setStanding(member, 'admitted');
      expect(realm.run(1_000, () => member.node.status().coordinator.state === 'registered')).toBe(true);
    }
    realm.call(anna, bert, 'again');
    expect(realm.arrived(bert, 'again')).toBe(true);
  });
});

test('200 nodes register and find each other', () => {
  const realm = new SimRealm(29);
  realm.network.loss = 0.02;
  realm.network.jitterMs = 20;
  for (let number = 0; number < 200; number++) realm.add(`n${number}`);
  realm.settle();
  expect(realm.coordinator.status().leases).toHaveLength(200);
  const pairs = Array.from(
    { length: 20 },
    (_, number) => [realm.nodes[number], realm.nodes[199 - number]] as [RealmNode, RealmNode],
  );
  for (const [from, to] of pairs) from.node.sendData(to.virtualAddress, 'first');
  realm.run(3000);
  // They have found each other although packets were lost; one of an application may be lost as any other.
  realm.network.loss = 0;
  for (const [from, to] of pairs) from.node.sendData(to.virtualAddress, `from ${from.name}`);
  realm.run(50);
  for (const [from, to] of pairs)
    expect(to.node.plane.delivered.map(({ text }) => text)).toContain(`from ${from.name}`);
});

test('every captured datagram again, from its source and from elsewhere, changes nothing', () => {
  const { realm, anna, bert } = joined(30);
  realm.coordinator.stop();
  talk(realm, [anna, bert], 2);
  realm.coordinator.start();
  talk(realm, [anna, bert], 10);
  const captured = [...realm.network.sent];
  const picture = () => ({
    coordinator: { ...realm.coordinator.status(), counters: undefined },
    nodes: [anna, bert].map(({ node }) => ({ ...node.status(), counts: undefined })),
    sessions: [anna, bert].map(({ node }) => node.plane.sessions),
    delivered: [anna, bert].map(({ node }) => node.plane.delivered.length),
    stored: [realm.coordinator.store.reports.length, realm.coordinator.store.paths.size],
  });
  const before = picture();
  for (const { source, destination, datagram } of captured)
    for (const from of [source, '203.0.113.66:666'])
      realm.network.inject({ source: from, destination, datagram });
  expect(picture()).toEqual(before);
  expect(captured.length).toBeGreaterThan(60);
  // And nothing of it has an effect later.
  expect(talk(realm, [anna, bert], 10)).toBe(0);
});
