import fc from 'fast-check';
import { expect, test } from 'vitest';
import golden from '../../vectors/wireguard-transport.json' with { type: 'json' };
import { hexDecode, hexEncode } from '../bytes/bits-text.ts';
import { noblePrimitives as crypto } from '../crypto/noble.ts';
import {
  openTransport,
  REJECT_AFTER_MESSAGES,
  REKEY_AFTER_MESSAGES,
  sealTransport,
  TransportSession,
} from './transport.ts';

const keys = { sendKey: new Uint8Array(32).fill(1), receiveKey: new Uint8Array(32).fill(2) };
const swapped = { sendKey: keys.receiveKey, receiveKey: keys.sendKey };

function pair(firstCounter = 0n): [TransportSession, TransportSession] {
  return [
    new TransportSession(crypto, { keys, remoteIndex: 0xa1b2c3d4, firstCounter }),
    new TransportSession(crypto, { keys: swapped, remoteIndex: 5 }),
  ];
}

function sealed(session: TransportSession, ...payload: number[]): Uint8Array {
  const packet = session.seal(Uint8Array.from(payload));
  if (!packet) throw new Error('counters used up');
  return packet;
}

test.each(golden.packets)('the golden packet "$name" is sealed byte for byte and opens', (vector) => {
  const packet = sealTransport(crypto, {
    key: hexDecode(vector.key),
    receiverIndex: vector.receiverIndex,
    counter: BigInt(vector.counter),
    payload: hexDecode(vector.payload),
  });
  expect(hexEncode(packet)).toBe(vector.packet);
  const opened = openTransport(crypto, hexDecode(vector.key), packet);
  expect(opened?.counter).toBe(BigInt(vector.counter));
  expect(opened && hexEncode(opened.payload)).toBe(vector.paddedPayload);
});

test('a payload comes out with zeros up to a multiple of 16, and an empty one stays empty', () => {
  const [sender, receiver] = pair();
  expect(sealed(sender)).toHaveLength(32);
  const opened = receiver.open(sealed(sender, 7, 8, 9));
  expect(opened?.payload).toEqual(Uint8Array.of(7, 8, 9, ...new Uint8Array(13)));
  expect(receiver.open(sealed(sender, ...new Uint8Array(32)))?.payload).toHaveLength(32);
});

test('counters begin at zero and the receiver index is in every packet', () => {
  const [sender] = pair();
  expect(hexEncode(sealed(sender).subarray(0, 16))).toBe('04000000d4c3b2a10000000000000000');
  expect(hexEncode(sealed(sender).subarray(0, 16))).toBe('04000000d4c3b2a10100000000000000');
});

test('a packet opens once, in any order, and only the newest says where the peer is', () => {
  const [sender, receiver] = pair();
  const packets = [sealed(sender, 1), sealed(sender, 2), sealed(sender, 3)] as const;
  expect(receiver.open(packets[1])?.isNewest).toBe(true);
  expect(receiver.open(packets[0])?.isNewest).toBe(false);
  expect(receiver.open(packets[2])?.isNewest).toBe(true);
  for (const packet of packets) {
    expect(receiver.isReplay(packet)).toBe(true);
    expect(receiver.open(packet)).toBeUndefined();
  }
  expect(receiver.isReplay(sealed(sender))).toBe(false);
});

test('a changed packet does not open and does not move the window', () => {
  const [sender, receiver] = pair();
  const packet = sealed(sender, 1, 2, 3);
  for (let at = 8; at < packet.length; at++) {
    const changed = packet.slice();
    changed[at] = (changed[at] ?? 0) ^ 0x40;
    expect(receiver.open(changed)).toBeUndefined();
  }
  expect(receiver.open(packet)?.isNewest).toBe(true);
});

test('the last counters: replace the session from 2^60 on, send nothing from the limit on', () => {
  const [old] = pair(REKEY_AFTER_MESSAGES - 1n);
  expect(old.needsRekey).toBe(false);
  sealed(old);
  expect(old.needsRekey).toBe(true);
  const [last, receiver] = pair(REJECT_AFTER_MESSAGES - 1n);
  const packet = sealed(last);
  expect(receiver.open(packet)?.counter).toBe(REJECT_AFTER_MESSAGES - 1n);
  expect(last.seal(new Uint8Array())).toBeUndefined();
});

test('an authentic packet at the limit is refused', () => {
  const [, receiver] = pair();
  const beyond = sealTransport(crypto, {
    key: keys.sendKey,
    receiverIndex: 5,
    counter: REJECT_AFTER_MESSAGES,
    payload: new Uint8Array(),
  });
  expect(receiver.open(beyond)).toBeUndefined();
});

test('no bytes make opening throw', () => {
  const [, receiver] = pair();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.boolean(), (bytes, typed) => {
      if (typed) bytes.set([4, 0, 0, 0].slice(0, bytes.length));
      expect(receiver.open(bytes)).toBeUndefined();
    }),
    { numRuns: 1000 },
  );
});
