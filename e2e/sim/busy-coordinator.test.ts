import { expect, test } from 'vitest';
import { Nat } from './nat.ts';
import { SimRealm } from './sim-realm.ts';

const CROWD = 20;
/** One way: 80 ms there and back, as from another continent. */
const HALF_DELAY_MS = 20;

/** More than the 500 messages 1 in a second above which cookies are asked for, one from each of many addresses. */
function flood({ network, coordinator }: SimRealm, datagram: Uint8Array): void {
  for (let number = 0; number < 600; number++) {
    const source = `198.51.${101 + (number >> 8)}.${number & 255}:7`;
    network.inject({ source, destination: coordinator.endpoint, datagram });
  }
}

test('nodes that start together behind one address in a flood share its few cookies, and take one each', () => {
  const realm = new SimRealm(41);
  const { network } = realm;
  realm.add('stranger');
  realm.settle();
  const noise = network.sent.find(({ datagram }) => datagram[0] === 1)?.datagram as Uint8Array;
  flood(realm, noise);
  const nat = new Nat('198.51.100.1', 'portRestricted');
  const crowd = Array.from({ length: CROWD }, (_, number) =>
    realm.add(`n${number}`, { nat, halfDelayMs: HALF_DELAY_MS }),
  );
  for (let passed = 0; passed < 2_000; passed += 250) {
    realm.run(250);
    flood(realm, noise);
  }
  expect(crowd.map(({ node }) => node.status().coordinator.state)).toEqual(Array(CROWD).fill('registered'));
  const cookies = network.sent.filter(
    ({ datagram, destination }) => datagram[0] === 3 && destination.startsWith('198.51.100.1:'),
  );
  expect(cookies).toHaveLength(CROWD);
});
