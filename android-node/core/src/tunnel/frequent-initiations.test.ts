import { createInitiation, RESPONSE_LENGTH, tai64nAfter } from '@ntmobile/shared';
import { noblePrimitives } from '@ntmobile/shared/noble';
import { beforeEach, describe, expect, it } from 'vitest';
import type { NodeOutput } from '../outputs.ts';
import type { NodeStatus } from '../report.ts';
import type { MemoryHost } from '../testing/memory-host.ts';
import { registeredPair, type TestRealm } from '../testing/realm.ts';

const A = '198.18.0.11';
const B = '198.18.0.12';
const B_PRIVATE_KEY = new Uint8Array(32).fill(2);
const B_KEYS = { privateKey: B_PRIVATE_KEY, publicKey: noblePrimitives.x25519PublicKey(B_PRIVATE_KEY) };
const WALL_CLOCK = 1_800_000_000_000;

let realm: TestRealm;
let a: MemoryHost;
let b: MemoryHost;
let lastStamp: Uint8Array | undefined;

beforeEach(() => {
  ({ realm, a, b } = registeredPair());
  lastStamp = undefined;
  a.sendData(B, 'first');
  realm.run(1_000);
});

/** A message 1 as the machine of `b` makes it in the hands of somebody hostile. */
function initiationOfB(): Uint8Array {
  lastStamp = tai64nAfter(WALL_CLOCK + realm.network.now, lastStamp);
  const created = createInitiation(noblePrimitives, {
    local: B_KEYS,
    remotePublicKey: a.node.publicKey,
    ephemeralPrivateKey: noblePrimitives.sha256(lastStamp),
    localIndex: 1,
    timestamp: lastStamp,
  });
  return created?.message as Uint8Array;
}

function flood(count: number): void {
  for (let sent = 0; sent < count; sent++)
    a.receive({ source: b.endpoint, destination: a.endpoint, datagram: initiationOfB() });
}

function status(host: MemoryHost): NodeStatus {
  host.feed({ kind: 'statusRequested', id: 1, counters: [] });
  const report = host.reports.at(-1);
  if (report?.kind !== 'status') throw new Error('no status');
  return report.status;
}

const countOf = (name: string) => status(a).counts[name] ?? 0;
const installed = () =>
  a.outputs.filter(
    (one): one is Extract<NodeOutput, { kind: 'installSession' }> => one.kind === 'installSession',
  );
const effects = () => ({
  sessions: installed().length,
  saves: a.outputs.filter(({ kind }) => kind === 'saveState').length,
  messages: realm.network.sent.filter(({ source, datagram }) => source === a.endpoint && datagram[0] === 2)
    .length,
});

/** How many of all indices that sessions ever had a message 2 would still be looked at for. */
function indicesInUse(): number {
  const before = countOf('handshakeUnknownIndex');
  const all = installed();
  for (const { localIndex } of all) {
    const message = new Uint8Array(RESPONSE_LENGTH);
    message[0] = 2;
    new DataView(message.buffer).setUint32(8, localIndex, true);
    a.feed({ kind: 'handshakeReceived', socket: 4, source: b.endpoint, message });
  }
  return all.length - (countOf('handshakeUnknownIndex') - before);
}

describe('a correspondent that begins handshake after handshake', () => {
  it('has eight answered at once, then two a second; the others cost nothing and are counted', () => {
    const before = effects();
    flood(10);
    expect(effects()).toEqual({
      sessions: before.sessions + 8,
      saves: before.saves + 8,
      messages: before.messages + 8,
    });
    expect(countOf('handshakeTooFrequent')).toBe(2);
    // One in use and one that nobody has confirmed; that before them would be the third.
    expect(a.sessions.size).toBe(2);
    expect(indicesInUse()).toBe(2);
    for (let tick = 0; tick < 6; tick++) {
      realm.run(250);
      flood(1);
    }
    expect(effects().sessions).toBe(before.sessions + 8 + 3);
    expect(effects().saves).toBe(before.saves + 8 + 3);
    expect(countOf('handshakeTooFrequent')).toBe(2 + 3);
    a.sendData(B, 'still');
    realm.run(100);
    expect(b.delivered).toEqual(['still']);
  });

  it('takes nothing from another: that one calls and is called as ever', () => {
    const other = realm.addNode('c');
    realm.run(100);
    flood(9);
    const start = realm.network.now;
    other.sendData(A, 'first');
    realm.network.run(1_000, () => other.sessions.size > 0);
    expect(realm.network.now - start).toBe(40);
    flood(1);
    other.sendData(A, 'from c');
    realm.run(100);
    a.sendData('198.18.0.13', 'to c');
    realm.run(100);
    expect(a.delivered).toEqual(['from c']);
    expect(other.delivered).toEqual(['to c']);
  });

  it('is answered again within half a second: a copy of its message 1 that came too early is enough', () => {
    flood(9);
    // Stamps rise in steps of 17 ms: by then its own are above those of the flood that were accepted.
    realm.run(200);
    b.feed({
      kind: 'timerDue',
      peer: 1,
      localIndex: [...b.sessions.keys()].at(-1) ?? 0,
      cause: 'sentAfterRekey',
    });
    const before = b.outputs.length;
    realm.run(500 + 2 * realm.network.delayMs);
    expect(b.outputs.slice(before).some(({ kind }) => kind === 'installSession')).toBe(true);
    b.sendData(A, 'renewed');
    realm.run(100);
    expect(a.delivered).toEqual(['renewed']);
  });
});

it('answers a correspondent that goes through eight networks in two seconds in each of them at once', () => {
  for (let network = 0; network < 8; network++) {
    b.move(`192.0.2.${50 + network}`);
    realm.run(250);
    b.sendData(A, `from network ${network}`);
    realm.run(20);
    expect(a.delivered.at(-1)).toBe(`from network ${network}`);
  }
  expect(countOf('handshakeTooFrequent')).toBe(0);
});
