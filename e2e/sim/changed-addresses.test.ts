import { formatEndpoint } from '@ntmobile/shared';
import { describe, expect, test, vi } from 'vitest';
import { Nat } from './nat.ts';
import { type RealmNode, SimRealm } from './sim-realm.ts';

// Hours pass in seconds, unless the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

/** A node at home that is registered, on a coordinator of its own. */
function registered(seed: number) {
  const realm = new SimRealm(seed);
  const anna = realm.add('anna', { nat: new Nat('198.51.100.1', 'portRestricted') });
  realm.settle();
  const change = (...addresses: string[]) =>
    anna.node.feed({ kind: 'networkChanged', interfaces: [{ name: 'eth0', addresses }] });
  return { realm, anna, change };
}

/** The candidates of a node's stored lease. */
const candidatesOf = (realm: SimRealm, { profile }: RealmNode) =>
  realm.coordinator.store.leases
    .get(profile.id)
    ?.candidates.map(({ source, endpoint }) => `${source} ${formatEndpoint(endpoint)}`);

const HOME = ['interface 192.168.1.1:5000', expect.stringContaining('observed 198.51.100.1:')];

describe('addresses that change before the coordinator has answered about those before', () => {
  test('are in the lease once the network is back, and half an hour later', () => {
    const { realm, anna, change } = registered(41);
    expect(candidatesOf(realm, anna)).toEqual(HOME);
    change();
    realm.network.onPath = () => undefined;
    realm.run(3_000);
    realm.network.onPath = ({ datagram }) => datagram;
    change('192.168.1.1');
    realm.run(1_500);
    expect(candidatesOf(realm, anna)).toEqual(HOME);
    realm.run(1_800_000);
    expect(candidatesOf(realm, anna)).toEqual(HOME);
  });

  test('are in the lease after changes a few milliseconds apart', () => {
    const { realm, anna, change } = registered(42);
    change('10.0.0.7');
    realm.run(5);
    change('192.168.1.1', '10.0.0.8');
    realm.run(1_500);
    expect(candidatesOf(realm, anna)).toEqual([
      'interface 192.168.1.1:5000',
      'interface 10.0.0.8:5000',
      HOME[1],
    ]);
  });

  test('are in the lease after an outage that was longer than requests are repeated', () => {
    const { realm, anna, change } = registered(43);
    realm.coordinator.stop();
    change('10.0.0.7');
    realm.run(15_000);
    realm.coordinator.start();
    realm.run(7_000);
    expect(candidatesOf(realm, anna)).toEqual(['interface 10.0.0.7:5000', HOME[1]]);
  });
});
