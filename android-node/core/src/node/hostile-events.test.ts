import { beforeEach, expect, it } from 'vitest';
import type { NodeInput } from '../inputs.ts';
import type { NodeOutput } from '../outputs.ts';
import type { MemoryHost } from '../testing/memory-host.ts';
import { registeredPair, type TestRealm } from '../testing/realm.ts';
import { seededRandom } from '../testing/virtual-network.ts';

const COUNT = 600;
/** Outputs by which a node changes what is outside of it, or says something to others. */
const EFFECTS: readonly NodeOutput['kind'][] = [
  'sendDatagram',
  'setPeer',
  'removePeer',
  'installSession',
  'removeSession',
  'setEndpoint',
  'sealControl',
  'saveState',
  'configureTun',
  'refuse',
];

let realm: TestRealm;
let a: MemoryHost;
let b: MemoryHost;
beforeEach(() => {
  ({ realm, a, b } = registeredPair());
  a.sendData('198.18.0.12', 'first');
  realm.run(1_000);
});

function picture() {
  const effects = a.outputs.filter(({ kind }) => EFFECTS.includes(kind)).length;
  return { effects, peers: [...a.peers.keys()], sessions: [...a.sessions.keys()], state: { ...a.state } };
}

function indexOf(packet: Uint8Array): number {
  return new DataView(packet.buffer, packet.byteOffset).getUint32(4, true);
}

function mutated(random: () => number, bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  for (let edits = 1 + Math.floor(random() * 4); edits > 0; edits--)
    copy[Math.floor(random() * copy.length)] = Math.floor(random() * 256);
  return random() < 0.1 ? copy.slice(0, Math.floor(random() * copy.length)) : copy;
}

it('takes what a hostile network makes of captured handshakes and signalling without any effect', () => {
  const random = seededRandom(11);
  const captured = realm.network.sent.map(({ datagram }) => datagram);
  expect(new Set(captured.map(([type]) => type))).toEqual(new Set([1, 2, 4]));
  const before = picture();
  for (let count = 0; count < COUNT; count++) {
    const seed = captured[Math.floor(random() * captured.length)] as Uint8Array;
    const packet = mutated(random, seed);
    // Packets of tunnels end in the data plane; only what it hands up comes here.
    if (packet[0] === 4 && (packet.length < 32 || a.sessions.has(indexOf(packet)))) continue;
    const source = random() < 0.5 ? b.endpoint : '203.0.113.66:666';
    a.receive({ source, destination: a.endpoint, datagram: packet });
  }
  expect(picture()).toEqual(before);
  a.sendData('198.18.0.12', 'after');
  realm.run(100);
  expect(b.delivered.at(-1)).toBe('after');
});

it('takes any control payload of an enrolled node without touching its other tunnels', () => {
  const random = seededRandom(12);
  const [session] = [...a.sessions.values()];
  const { localIndex, peer } = session as NonNullable<typeof session>;
  const before = picture();
  for (let count = 0; count < COUNT; count++) {
    const payload = Uint8Array.from({ length: 8 + Math.floor(random() * 40) }, () =>
      Math.floor(random() * 256),
    );
    // No hello: one with another path ends this session, as it should.
    payload[0] = 0x11 + Math.floor(random() * 15);
    const event: NodeInput = {
      kind: 'controlReceived',
      peer,
      localIndex,
      source: b.endpoint,
      counter: BigInt(count + 1_000),
      payload,
    };
    a.feed(event);
  }
  const after = picture();
  expect({ ...after, effects: 0 }).toEqual({ ...before, effects: 0 });
  a.sendData('198.18.0.12', 'after');
  realm.run(100);
  expect(b.delivered.at(-1)).toBe('after');
});
