import { expect, test } from 'vitest';
import ikVectors from '../../vectors/noise-ik.json' with { type: 'json' };
import { hexDecode, hexEncode } from '../bytes/bits-text.ts';
import { concatBytes } from '../bytes/bytes.ts';
import { noblePrimitives as crypto } from '../crypto/noble.ts';
import {
  type IkFirstMessage,
  type IkProtocol,
  type IkSecondMessage,
  type KeyPair,
  readFirstIdentity,
  readFirstPayload,
  readSecond,
  writeFirst,
  writeSecond,
} from './ik-handshake.ts';
import { split } from './symmetric-state.ts';

function keyPair(privateKey: Uint8Array): KeyPair {
  return { privateKey, publicKey: crypto.x25519PublicKey(privateKey) };
}

function joinFirst({ ephemeralPublicKey, sealedStatic, sealedPayload }: IkFirstMessage): string {
  return hexEncode(concatBytes(ephemeralPublicKey, sealedStatic, sealedPayload));
}

function joinSecond({ ephemeralPublicKey, sealedPayload }: IkSecondMessage): string {
  return hexEncode(concatBytes(ephemeralPublicKey, sealedPayload));
}

function protocolOf(vector: (typeof ikVectors.vectors)[number]): IkProtocol {
  const pattern = vector.protocol.split('_')[1];
  if (pattern !== 'IK' && pattern !== 'IKpsk2') throw new Error(`no pattern ${pattern}`);
  return { pattern, prologue: hexDecode(vector.prologue) };
}

function prepared(vector: (typeof ikVectors.vectors)[number]) {
  const initiator = keyPair(hexDecode(vector.initiatorStaticPrivateKey));
  const responder = keyPair(hexDecode(vector.responderStaticPrivateKey));
  const payloads = vector.messages.map(({ payload }) => hexDecode(payload));
  const ciphertexts = vector.messages.map(({ ciphertext }) => ciphertext);
  const psk = vector.presharedKey === '' ? {} : { presharedKey: hexDecode(vector.presharedKey) };
  const first = writeFirst(crypto, protocolOf(vector), {
    local: initiator,
    remotePublicKey: responder.publicKey,
    ephemeralPrivateKey: hexDecode(vector.initiatorEphemeralPrivateKey),
    payload: payloads[0] as Uint8Array,
  });
  if (!first) throw new Error('the vector has a key of small order');
  return { initiator, responder, payloads, ciphertexts, psk, first };
}

test.each(ikVectors.vectors)(
  '$protocol with prologue "$prologue" gives the bytes of other implementations',
  (vector) => {
    const { initiator, responder, payloads, ciphertexts, psk, first } = prepared(vector);
    expect(joinFirst(first.message)).toBe(ciphertexts[0]);
    const identified = readFirstIdentity(crypto, protocolOf(vector), responder, first.message);
    expect(identified?.remotePublicKey).toEqual(initiator.publicKey);
    const opened = identified && readFirstPayload(crypto, responder, identified);
    if (!opened) throw new Error('message 1 did not open');
    expect(opened.payload).toEqual(payloads[0]);

    const second = writeSecond(crypto, opened.handshake, {
      ephemeralPrivateKey: hexDecode(vector.responderEphemeralPrivateKey),
      ...psk,
      payload: payloads[1] as Uint8Array,
    });
    expect(joinSecond(second.message)).toBe(ciphertexts[1]);
    const finished = readSecond(crypto, first.handshake, second.message, psk.presharedKey);
    expect(finished?.payload).toEqual(payloads[1]);
    expect(finished?.state).toEqual(second.state);

    const { initiatorKey, responderKey } = split(crypto, second.state);
    const nothing = new Uint8Array();
    expect(hexEncode(crypto.aeadSeal(initiatorKey, 0n, nothing, payloads[2] as Uint8Array))).toBe(
      ciphertexts[2],
    );
    expect(hexEncode(crypto.aeadSeal(responderKey, 0n, nothing, payloads[3] as Uint8Array))).toBe(
      ciphertexts[3],
    );
  },
);

test('another prologue, another pattern or another responder opens nothing', () => {
  const vector = ikVectors.vectors[0];
  if (!vector) throw new Error('no vector');
  const { responder, initiator, first } = prepared(vector);
  const protocol = protocolOf(vector);
  const attempts: [IkProtocol, KeyPair][] = [
    [{ ...protocol, prologue: Uint8Array.of(1) }, responder],
    [{ ...protocol, pattern: 'IKpsk2' }, responder],
    [protocol, initiator],
  ];
  for (const [wrong, local] of attempts) {
    expect(readFirstIdentity(crypto, wrong, local, first.message)).toBeUndefined();
  }
});
