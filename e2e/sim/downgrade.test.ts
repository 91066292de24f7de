import { describe, expect, test, vi } from 'vitest';
import type { SimPacket } from './sim-network.ts';
import { type RealmNode, SimRealm } from './sim-realm.ts';

// Minutes pass in seconds, unless the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const CAPABILITIES = { control: 1 };
/** A type 4 packet with one of the texts below; hellos and probes are longer, keep-alives shorter. */
const DATA_LENGTH = 48;
const HELLO_LENGTH = 80;

/** What goes on instead; `before` are packets of the same way that were received. */
type Trick = (packet: SimPacket, before: readonly SimPacket[]) => Uint8Array | undefined;

/** What somebody on the way can do to a packet: let go what came is not among it. */
const TRICKS: readonly (readonly [string, Trick])[] = [
  ['dropped', () => undefined],
  ['cut short', ({ datagram }) => datagram.slice(0, -16)],
  ['replaced by one of an earlier session', (_, before) => before.at(0)?.datagram],
  ['replaced by the one before', (_, before) => before.at(-1)?.datagram],
  ['changed by a bit', ({ datagram }) => datagram.map((byte, at) => (at === 20 ? byte ^ 1 : byte))],
  ['made plain', ({ datagram }) => datagram.map((byte, at) => (at < 16 ? byte : 0))],
];

const endpointOf = ({ node }: RealmNode) => `${node.site.address}:5000`;

/** Somebody who does this to all that `concerns` them, and what they saw. */
function intercept(realm: SimRealm, concerns: (packet: SimPacket) => boolean, trick: Trick): SimPacket[] {
  const seen: SimPacket[] = [];
  const received = realm.network.sent.filter(concerns);
  realm.network.onPath = (packet) => {
    if (!concerns(packet)) return packet.datagram;
    seen.push(packet);
    const sameWay = ({ source, destination }: SimPacket) =>
      source === packet.source && destination === packet.destination;
    return trick(packet, received.filter(sameWay));
  };
  return seen;
}

function letGo(realm: SimRealm): void {
  realm.network.onPath = ({ datagram }) => datagram;
}

describe.each(TRICKS)('what is %s on the way', (_what, trick) => {
  test('of a registration lowers nothing that the coordinator says of the node', () => {
    const realm = new SimRealm(61);
    const [anna, bert] = [realm.add('anna'), realm.add('bert')];
    const isSealedByAnna = ({ source, datagram: [type] }: SimPacket) =>
      source === endpointOf(anna) && type === 4;
    const leased = () =>
      [...realm.coordinator.store.leases.values()].map(({ nodeId, capabilities }) => [nodeId, capabilities]);
    const seen = intercept(realm, isSealedByAnna, trick);
    realm.run(3_000);
    expect(seen.length).toBeGreaterThan(2);
    expect(leased()).toEqual([[bert.profile.id, CAPABILITIES]]);
    letGo(realm);
    realm.settle();
    const both = [anna, bert].map(({ profile }) => [profile.id, CAPABILITIES]);
    expect(leased()).toEqual(expect.arrayContaining(both));
    // She registers again, and nothing of it comes through: what was learned stays.
    const again = intercept(realm, isSealedByAnna, trick);
    realm.powerCycle(anna);
    realm.run(3_000);
    expect(again.length).toBeGreaterThan(2);
    expect(leased()).toHaveLength(2);
    expect(leased()).toEqual(expect.arrayContaining(both));
    expect(realm.coordinator.status().counters.registrations).toBe(2);
  });

  test('of hellos and probes leaves plain type 4 packets, and a session that is let alone has all again', () => {
    const realm = new SimRealm(62);
    const [anna, bert] = [realm.add('anna'), realm.add('bert')];
    realm.settle();
    const between = ({ source, destination }: SimPacket) =>
      [source, destination].every((one) => [endpointOf(anna), endpointOf(bert)].includes(one));
    const isControl = (packet: SimPacket) =>
      between(packet) && packet.datagram[0] === 4 && packet.datagram.length !== DATA_LENGTH;
    const hellosOf = (seen: readonly SimPacket[]) =>
      seen.filter(
        ({ source, datagram: { length } }) => source === endpointOf(anna) && length === HELLO_LENGTH,
      );
    const first = intercept(realm, isControl, trick);
    expect(realm.call(anna, bert, 'hello')).toBe(80);
    expect(realm.arrived(bert, 'hello')).toBe(true);
    expect(talk(realm, [anna, bert], 3)).toBe(0);
    expect(hellosOf(first)).toHaveLength(4);
    for (const [from, to] of [
      [anna, bert],
      [bert, anna],
    ] as const)
      expect(from.node.tunnelTo(to.name)).toMatchObject({ state: 'established', pathMtu: 1280 });
    letGo(realm);
    // Past a renewal.
    expect(talk(realm, [anna, bert], 125)).toBe(0);
    expect(anna.node.tunnelTo('bert')).toMatchObject({ state: 'established', pathMtu: 1440 });
    // The next renewal is greeted as ever, though nothing of it comes through.
    const renewed = intercept(realm, isControl, trick);
    expect(talk(realm, [anna, bert], 125)).toBe(0);
    expect(hellosOf(renewed)).toHaveLength(4);
    expect(anna.node.tunnelTo('bert')).toMatchObject({ state: 'established' });
    letGo(realm);
    expect(talk(realm, [anna, bert], 125)).toBe(0);
    expect(anna.node.tunnelTo('bert')).toMatchObject({ state: 'established', pathMtu: 1440 });
    const types = realm.network.sent.filter(between).map(({ datagram: [type] }) => type);
    expect(new Set(types)).toEqual(new Set([1, 2, 4]));
  });
});

/** Both say something each second; returns how many texts did not arrive. */
function talk(realm: SimRealm, [a, b]: readonly [RealmNode, RealmNode], seconds: number): number {
  const before = a.node.plane.delivered.length + b.node.plane.delivered.length;
  for (let second = 0; second < seconds; second++) {
    a.node.sendData(b.virtualAddress, `${realm.network.now} a`);
    b.node.sendData(a.virtualAddress, `${realm.network.now} b`);
    realm.run(1_000);
  }
  return 2 * seconds - (a.node.plane.delivered.length + b.node.plane.delivered.length - before);
}
