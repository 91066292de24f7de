import fc from 'fast-check';
import { expect, test } from 'vitest';
import golden from '../../vectors/wireguard-handshake.json' with { type: 'json' };
import { hexDecode, hexEncode } from '../bytes/bits-text.ts';
import { bytesEqual } from '../bytes/bytes.ts';
import { noblePrimitives as crypto } from '../crypto/noble.ts';
import type { KeyPair } from './ik-handshake.ts';
import { tai64nAfter } from './tai64n.ts';
import {
  consumeInitiation,
  consumeResponse,
  createInitiation,
  createResponse,
  deriveTransportKeys,
  identifyInitiator,
} from './wireguard.ts';

const initiator = keyPair(new Uint8Array(32).fill(0x11));
const responder = keyPair(new Uint8Array(32).fill(0x22));
const initiatorEphemeral = new Uint8Array(32).fill(0x33);
const responderEphemeral = new Uint8Array(32).fill(0x44);
const timestamp = tai64nAfter(1_700_000_000_000);

function keyPair(privateKey: Uint8Array): KeyPair {
  return { privateKey, publicKey: crypto.x25519PublicKey(privateKey) };
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('refused');
  return value;
}

function initiation(remotePublicKey = responder.publicKey) {
  return createInitiation(crypto, {
    local: initiator,
    remotePublicKey,
    ephemeralPrivateKey: initiatorEphemeral,
    localIndex: 0x01020304,
    timestamp,
  });
}

function respond(message: Uint8Array, presharedKey?: Uint8Array) {
  const identified = identifyInitiator(crypto, responder, message);
  const consumed = identified && consumeInitiation(crypto, responder, identified);
  if (!consumed) return undefined;
  const psk = presharedKey === undefined ? {} : { presharedKey };
  return createResponse(crypto, consumed, { ephemeralPrivateKey: responderEphemeral, localIndex: 7, ...psk });
}

test.each(golden.handshakes)(
  'the golden handshake "$name" is made byte for byte, from both sides',
  (vector) => {
    const local = keyPair(hexDecode(vector.initiator.staticPrivateKey));
    const remote = keyPair(hexDecode(vector.responder.staticPrivateKey));
    const presharedKey = hexDecode(vector.presharedKey);
    const first = present(
      createInitiation(crypto, {
        local,
        remotePublicKey: remote.publicKey,
        ephemeralPrivateKey: hexDecode(vector.initiator.ephemeralPrivateKey),
        localIndex: vector.initiator.index,
        timestamp: hexDecode(vector.timestamp),
      }),
    );
    expect(hexEncode(first.message)).toBe(vector.initiation);
    const identified = present(identifyInitiator(crypto, remote, first.message));
    expect(identified.remotePublicKey).toEqual(local.publicKey);
    const consumed = present(consumeInitiation(crypto, remote, identified));
    expect(hexEncode(consumed.timestamp)).toBe(vector.timestamp);
    const second = createResponse(crypto, consumed, {
      ephemeralPrivateKey: hexDecode(vector.responder.ephemeralPrivateKey),
      localIndex: vector.responder.index,
      presharedKey,
    });
    expect(hexEncode(second.message)).toBe(vector.response);
    const finished = present(consumeResponse(crypto, first.handshake, second.message, presharedKey));
    const keys = deriveTransportKeys(crypto, finished);
    expect(hexEncode(keys.sendKey)).toBe(vector.initiatorSendKey);
    expect(hexEncode(keys.receiveKey)).toBe(vector.responderSendKey);
  },
);

test('both sides derive the same keys and name each other by the right indices', () => {
  const first = present(initiation());
  expect(first.message).toHaveLength(148);
  const second = present(respond(first.message));
  expect(second.message).toHaveLength(92);
  const finished = present(consumeResponse(crypto, first.handshake, second.message));
  expect([finished.localIndex, finished.remoteIndex]).toEqual([0x01020304, 7]);
  expect([second.handshake.localIndex, second.handshake.remoteIndex]).toEqual([7, 0x01020304]);
  const ours = deriveTransportKeys(crypto, finished);
  const theirs = deriveTransportKeys(crypto, second.handshake);
  expect(ours).toEqual({ sendKey: theirs.receiveKey, receiveKey: theirs.sendKey });
  expect(bytesEqual(ours.sendKey, ours.receiveKey)).toBe(false);
});

test('without a pre-shared key the key of 32 zero bytes is used; another one is refused', () => {
  const first = present(initiation());
  const second = present(respond(first.message, new Uint8Array(32)));
  expect(consumeResponse(crypto, first.handshake, second.message)).toBeDefined();
  const other = present(respond(first.message, new Uint8Array(32).fill(9)));
  expect(consumeResponse(crypto, first.handshake, other.message)).toBeUndefined();
  expect(consumeResponse(crypto, first.handshake, other.message, new Uint8Array(32).fill(9))).toBeDefined();
});

test('a message 1 for another key, or changed in any authenticated byte, proves nothing', () => {
  const { message } = present(initiation());
  expect(identifyInitiator(crypto, initiator, message)).toBeUndefined();
  const authenticated = { from: 8, to: 116 };
  for (let at = authenticated.from; at < authenticated.to; at += 3) {
    const changed = message.slice();
    changed[at] = (changed[at] ?? 0) ^ 0x10;
    expect(respond(changed)).toBeUndefined();
  }
});

test('a changed message 2 is refused and leaves the handshake usable for the genuine one', () => {
  const first = present(initiation());
  const second = present(respond(first.message));
  for (let at = 8; at < 60; at += 3) {
    const changed = second.message.slice();
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(consumeResponse(crypto, first.handshake, changed)).toBeUndefined();
  }
  expect(consumeResponse(crypto, first.handshake, second.message)).toBeDefined();
});

test('keys of small order are refused wherever they stand', () => {
  const zero = new Uint8Array(32);
  expect(initiation(zero)).toBeUndefined();
  const first = present(initiation());
  const smallEphemeral = first.message.slice();
  smallEphemeral.fill(0, 8, 40);
  expect(identifyInitiator(crypto, responder, smallEphemeral)).toBeUndefined();
  const second = present(respond(first.message)).message.slice();
  second.fill(0, 12, 44);
  expect(consumeResponse(crypto, first.handshake, second)).toBeUndefined();
});

test('a sender that does not hold the static key it claims is found out before anything is answered', () => {
  const impostor = { privateKey: new Uint8Array(32).fill(0x55), publicKey: initiator.publicKey };
  const first = present(
    createInitiation(crypto, {
      local: impostor,
      remotePublicKey: responder.publicKey,
      ephemeralPrivateKey: initiatorEphemeral,
      localIndex: 1,
      timestamp,
    }),
  );
  const identified = present(identifyInitiator(crypto, responder, first.message));
  expect(identified.remotePublicKey).toEqual(initiator.publicKey);
  expect(consumeInitiation(crypto, responder, identified)).toBeUndefined();
});

test('no bytes make the readers throw', () => {
  const { handshake } = present(initiation());
  const typed = fc
    .tuple(fc.constantFrom(1, 2, 3, 4), fc.uint8Array({ maxLength: 160 }))
    .map(([type, body]) => {
      return Uint8Array.from([type, 0, 0, 0, ...body]);
    });
  const exact = fc.uint8Array({ minLength: 148, maxLength: 148 }).map((bytes) => {
    bytes.set([1, 0, 0, 0]);
    return bytes;
  });
  fc.assert(
    fc.property(fc.oneof(typed, exact), (bytes) => {
      expect(identifyInitiator(crypto, responder, bytes)).toBeUndefined();
      expect(consumeResponse(crypto, handshake, bytes)).toBeUndefined();
    }),
    { numRuns: 300 },
  );
});
