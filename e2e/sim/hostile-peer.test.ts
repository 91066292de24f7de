import { base64UrlEncode, createInitiation, tai64nAfter } from '@ntmobile/shared';
import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { expect, test, vi } from 'vitest';
import { START_WALL_CLOCK } from './sim-coordinator.ts';
import { type RealmNode, SimRealm } from './sim-realm.ts';

// Thousands of handshakes take seconds, unless the machine is busy.
vi.setConfig({ testTimeout: 120_000 });

const HANDSHAKES = 10_000;
const SECONDS = 60;
const BURSTS = 500;
/** Eight at once, then two a second. */
const ANSWERED = 8 + 2 * SECONDS;

const endpointOf = ({ node }: RealmNode) => `${node.site.address}:5000`;

/** Messages 1 to a node, one after the other, by somebody who has the private key of another. */
function initiationsOf({ privateKey }: RealmNode, target: RealmNode, now: () => number): () => Uint8Array {
  const local = { privateKey, publicKey: nodePrimitives.x25519PublicKey(privateKey) };
  const remotePublicKey = nodePrimitives.x25519PublicKey(target.privateKey);
  let timestamp: Uint8Array | undefined;
  return () => {
    timestamp = tai64nAfter(START_WALL_CLOCK + now(), timestamp);
    const ephemeralPrivateKey = nodePrimitives.sha256(timestamp);
    const created = createInitiation(nodePrimitives, {
      local,
      remotePublicKey,
      ephemeralPrivateKey,
      localIndex: 1,
      timestamp,
    });
    if (created === undefined) throw new Error('bad key');
    return created.message;
  };
}

test('10,000 handshakes of one correspondent within a minute are answered 128 times, and others notice nothing', () => {
  const realm = new SimRealm(41);
  const [anna, bert, carl] = [realm.add('anna'), realm.add('bert'), realm.add('carl')];
  realm.settle();
  for (const caller of [bert, carl]) {
    realm.call(caller, anna, `hello from ${caller.name}`);
    expect(realm.arrived(anna, `hello from ${caller.name}`)).toBe(true);
  }
  const { network } = realm;
  const nextMessage = initiationsOf(bert, anna, () => network.now);
  const stampKey = `stamp/peer/${base64UrlEncode(bert.profile.staticKey)}`;
  const before = network.sent.length;
  const heardBefore = anna.node.plane.delivered.length;
  const stored = new Set<string | undefined>();
  let mostSessions = 0;
  for (let burst = 0; burst < BURSTS; burst++) {
    for (let sent = 0; sent < HANDSHAKES / BURSTS; sent++) {
      network.inject({ source: endpointOf(bert), destination: endpointOf(anna), datagram: nextMessage() });
      stored.add(anna.node.state[stampKey]);
      mostSessions = Math.max(mostSessions, anna.node.plane.sessions);
    }
    carl.node.sendData(anna.virtualAddress, `carl ${burst}`);
    realm.run((SECONDS * 1_000) / BURSTS);
  }
  const answers = network.sent
    .slice(before)
    .filter(({ source, datagram }) => source === endpointOf(anna) && datagram[0] === 2);
  expect(answers.length).toBeLessThanOrEqual(ANSWERED);
  expect(answers.length).toBeGreaterThan(ANSWERED - 5);
  expect(stored.size).toBe(answers.length);
  // Three of each correspondent: the one in use, the one before it, and one that nobody has confirmed.
  expect(mostSessions).toBeLessThanOrEqual(6);
  expect(anna.node.status().counts.handshakeTooFrequent).toBe(HANDSHAKES - answers.length);
  expect(anna.node.plane.delivered.length - heardBefore).toBe(BURSTS);
  const dora = realm.add('dora');
  realm.settle();
  expect(realm.call(dora, anna, 'hello from dora')).toBeDefined();
  expect(realm.arrived(anna, 'hello from dora', 500)).toBe(true);
});
