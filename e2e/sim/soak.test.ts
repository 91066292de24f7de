import { expect, test, vi } from 'vitest';
import { seededRandom } from '../../android-node/core/src/testing/virtual-network.ts';
import { Nat } from './nat.ts';
import { type RealmNode, SimRealm } from './sim-realm.ts';

// Minutes of trouble pass in seconds, unless the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const SEEDS = Array.from({ length: 8 }, (_, number) => ({ seed: 100 + number }));

/** Something that goes wrong, or right again. */
function trouble(realm: SimRealm, random: () => number): void {
  const pick = () => realm.nodes[Math.floor(random() * realm.nodes.length)] as RealmNode;
  const dice = Math.floor(random() * 9);
  if (dice === 0) realm.coordinator.stop();
  else if (dice === 1) realm.coordinator.start();
  else if (dice === 2) realm.setStanding(pick(), 'suspended');
  else if (dice === 3) realm.network.loss = random() * 0.5;
  else if (dice === 4) realm.powerCycle(pick());
  else pick().node.sendData(pick().virtualAddress, `noise ${realm.network.now}`);
}

test.each(SEEDS)('after minutes of trouble all is as if nothing had been (seed $seed)', ({ seed }) => {
  const realm = new SimRealm(seed);
  const random = seededRandom(seed);
  const home = new Nat('198.51.100.1', 'portRestricted');
  for (const name of ['anna', 'bert', 'carl', 'dora']) realm.add(name);
  for (const name of ['emil', 'fred']) realm.add(name, { nat: home });
  realm.settle();
  realm.network.duplication = 0.05;
  realm.network.jitterMs = 40;
  for (let step = 0; step < 60; step++) {
    trouble(realm, random);
    realm.run(Math.floor(random() * 6000));
  }
  realm.network.loss = 0;
  realm.coordinator.stop();
  realm.coordinator.start();
  for (const member of realm.nodes) realm.setStanding(member, 'admitted');
  realm.run(60_000);
  expect(realm.nodes.map(({ node }) => node.status().coordinator.state)).toEqual(
    realm.nodes.map(() => 'registered'),
  );
  for (const from of realm.nodes) {
    for (const to of realm.nodes) {
      if (from === to) continue;
      const text = `${from.name} to ${to.name}`;
      // A tunnel that the other end was told to forget is found out after WireGuard's 15 s without an answer; one from
      // an open end to one behind a NAT is there after 2 s, when the first packet was given up.
      for (let tries = 0; tries < 5; tries++) {
        from.node.sendData(to.virtualAddress, text);
        if (realm.arrived(to, text, 5500)) break;
      }
      expect(to.node.plane.delivered.map((one) => one.text)).toContain(text);
    }
  }
});
