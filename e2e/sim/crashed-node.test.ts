import { base64UrlEncode } from '@ntmobile/shared';
import { expect, test, vi } from 'vitest';
import type { SimPacket } from './sim-network.ts';
import { type RealmNode, SimRealm } from './sim-realm.ts';

// Hours and hundreds of nodes pass in seconds, unless the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const TWO_DAYS_MS = 2 * 86_400_000;
const ATTACKER = '203.0.113.66:666';

/**
 * Anna has called Bert, whose machine crashed before the stamp of her message 1 was on the disk. Both boot with a
 * clock that is two days behind. Whoever read on the way has all that was sent.
 */
function crashed(seed: number) {
  const realm = new SimRealm(seed);
  const [anna, bert] = [realm.add('anna'), realm.add('bert')];
  realm.settle();
  const durable = { ...bert.node.state };
  const from = realm.network.sent.length;
  realm.call(anna, bert, 'before the crash');
  expect(realm.arrived(bert, 'before the crash')).toBe(true);
  const captured = realm.network.sent.slice(from).filter(isTo(bert));
  const stampKey = `stamp/peer/${base64UrlEncode(anna.profile.staticKey)}`;
  expect([stampKey in durable, stampKey in bert.node.state]).toEqual([false, true]);
  realm.powerCycle(bert, { state: durable, clockBehindMs: TWO_DAYS_MS });
  realm.powerCycle(anna, { clockBehindMs: TWO_DAYS_MS });
  // By then the direction of before is closed, and the answers of before are forgotten.
  realm.run(11_000);
  realm.settle();
  return { realm, anna, bert, captured };
}

const isTo =
  ({ node }: RealmNode) =>
  ({ destination, datagram: [type] }: SimPacket) =>
    destination === `${node.site.address}:5000` && (type === 1 || type === 4);

function replay(realm: SimRealm, captured: readonly SimPacket[]): void {
  for (const { destination, datagram } of captured)
    realm.network.inject({ source: ATTACKER, destination, datagram });
}

/** Lengths of what went to the attacker. */
const answersTo = (realm: SimRealm) =>
  realm.network.sent
    .filter(({ destination }) => destination === ATTACKER)
    .map(({ datagram }) => [datagram[0], datagram.length]);

test('a replay to a node that nobody directs to its sender brings nothing, though the stamp was lost', () => {
  const { realm, bert, captured } = crashed(51);
  expect(captured.map(({ datagram: [type] }) => type)).toEqual(expect.arrayContaining([1, 4]));
  replay(realm, captured);
  realm.run(10_000);
  expect(answersTo(realm)).toEqual([]);
  expect([bert.node.plane.sessions, bert.node.plane.delivered]).toEqual([0, []]);
});

test('a replay in the second of a direction brings message 2 and no session that carries anything', () => {
  const { realm, anna, bert, captured } = crashed(52);
  replay(realm, captured);
  expect(realm.call(anna, bert, 'the genuine one')).toBe(80);
  // Now the node waits with a session that its genuine peer never began.
  replay(realm, captured);
  expect(realm.arrived(bert, 'the genuine one', 500)).toBe(true);
  expect(bert.node.tunnelTo('anna')).toMatchObject({ state: 'established', endpoint: '192.0.2.1:5000' });
  expect(new Set(answersTo(realm).map(String))).toEqual(new Set(['2,92']));
  const initiations = captured.filter(({ datagram: [type] }) => type === 1);
  expect(answersTo(realm).length).toBeLessThanOrEqual(2 * initiations.length);
  expect(bert.node.plane.delivered.map(({ text }) => text)).toEqual(['the genuine one']);
});

test('a replay right before the node itself calls does not keep it from beginning', () => {
  const { realm, anna, bert, captured } = crashed(54);
  replay(realm, captured);
  expect(realm.call(bert, anna, 'the other way')).toBe(80);
  expect(realm.arrived(anna, 'the other way', 500)).toBe(true);
});

test('a replay after the genuine peer was heard is refused and counted, after another crash too', () => {
  const { realm, anna, bert, captured } = crashed(53);
  expect(realm.call(anna, bert, 'first')).toBe(80);
  expect(realm.arrived(bert, 'first', 500)).toBe(true);
  const initiations = captured.filter(({ datagram: [type] }) => type === 1);
  replay(realm, captured);
  expect(bert.node.status().counts.handshakeReplayed).toBe(initiations.length);
  realm.powerCycle(bert, { clockBehindMs: TWO_DAYS_MS });
  realm.powerCycle(anna, { clockBehindMs: TWO_DAYS_MS });
  realm.run(11_000);
  replay(realm, captured);
  expect(realm.call(anna, bert, 'second')).toBe(80);
  expect(realm.arrived(bert, 'second', 500)).toBe(true);
  expect(answersTo(realm)).toEqual([]);
});
