import { describe, expect, it } from 'vitest';
import { DecodeError } from '../bytes/decode-error.ts';
import { utf8Encode } from '../bytes/text.ts';
import { noblePrimitives as crypto } from '../crypto/noble.ts';
import { writeFirst } from '../noise/ik-handshake.ts';
import {
  type AdmittedAnswer,
  decodeAnswer,
  type EnrolmentAnswer,
  encodeAnswer,
  pinnedKeysOf,
} from './answer.ts';
import { MAX_ENROLMENT_MESSAGE_BYTES, openAnswer, openRequest, sealAnswer, sealRequest } from './exchange.ts';
import { PayloadTooLongError } from './payload.ts';
import { decodeRequest, type EnrolmentRequest, encodeRequest } from './request.ts';
import { ADMITTED } from './testing/admitted-answer.ts';

const pairOf = (byte: number) => {
  const privateKey = new Uint8Array(32).fill(byte);
  return { privateKey, publicKey: crypto.x25519PublicKey(privateKey) };
};
const node = pairOf(1);
const realm = pairOf(2);
const ephemeral = (byte: number) => new Uint8Array(32).fill(byte);
const REQUEST: EnrolmentRequest = {
  keyId: 'abcdefgh2345',
  secret: 's'.repeat(43),
  name: 'Max’s phone',
  agent: 'ntm-node 0.1.0',
  platform: 'linux',
  stamp: new Uint8Array(12).fill(9),
};
const PENDING: EnrolmentAnswer = {
  v: 1,
  kind: 'pending',
  nodeId: 'a'.repeat(26),
  seconds: 5,
  message: 'wait',
};

const sealed = (request = REQUEST) =>
  sealRequest(crypto, { local: node, realmKey: realm.publicKey, ephemeralPrivateKey: ephemeral(3), request });
const answered = (answer: EnrolmentAnswer) => {
  const { message, pending } = sealed();
  const { handshake } = openRequest(crypto, realm, message);
  return { pending, answer: sealAnswer(crypto, handshake, { ephemeralPrivateKey: ephemeral(4), answer }) };
};
const mutations = (message: Uint8Array) =>
  Array.from(message, (_, at) => message.map((byte, index) => (index === at ? byte ^ 1 : byte)));
const truncations = (message: Uint8Array) => Array.from(message, (_, length) => message.slice(0, length));

// Every byte is changed once, and each try multiplies on the curve.
describe('an enrolment', { timeout: 60_000 }, () => {
  it('carries the request, proves the node’s key, and brings the answer back', () => {
    const { message } = sealed();
    const opened = openRequest(crypto, realm, message);
    expect(opened.nodeKey).toEqual(node.publicKey);
    expect(decodeRequest(opened.payload)).toEqual(REQUEST);
    for (const answer of [ADMITTED, PENDING]) {
      const exchange = answered(answer);
      expect(openAnswer(crypto, exchange.pending, exchange.answer)).toEqual(answer);
    }
  });

  it('shows nothing of the secret or of the node’s key on the wire', () => {
    const wire = String.fromCharCode(...sealed().message);
    expect(wire).not.toContain(REQUEST.secret.slice(0, 8));
    expect(wire).not.toContain(String.fromCharCode(...node.publicKey.slice(0, 8)));
  });

  it('opens no message 1 that was cut, changed anywhere, made longer or meant for another realm', () => {
    const { message } = sealed();
    const wrong = [
      ...truncations(message),
      ...mutations(message),
      Uint8Array.from([...message, 0]),
      new Uint8Array(MAX_ENROLMENT_MESSAGE_BYTES + 1),
      new Uint8Array(200),
    ];
    for (const bytes of wrong) expect(() => openRequest(crypto, realm, bytes)).toThrow(DecodeError);
    expect(() => openRequest(crypto, pairOf(5), message)).toThrow(DecodeError);
  });

  it('opens no message 2 that was cut, changed anywhere, made longer or comes from another realm', () => {
    const { pending, answer } = answered(PENDING);
    const wrong = [...truncations(answer), ...mutations(answer), Uint8Array.from([...answer, 0])];
    for (const bytes of wrong) expect(() => openAnswer(crypto, pending, bytes)).toThrow(DecodeError);
    const html = utf8Encode(`<!doctype html><title>Sign in to this network</title>${' '.repeat(100)}`);
    expect(() => openAnswer(crypto, pending, html)).toThrow(DecodeError);
    expect(() => openAnswer(crypto, pending, new Uint8Array(5_000))).toThrow(/too long/);
    const foreign = sealRequest(crypto, {
      local: node,
      realmKey: pairOf(5).publicKey,
      ephemeralPrivateKey: ephemeral(3),
      request: REQUEST,
    });
    expect(() => openAnswer(crypto, foreign.pending, answer)).toThrow(DecodeError);
  });

  it('takes no answer of an earlier exchange', () => {
    const { answer } = answered(ADMITTED);
    const again = sealRequest(crypto, {
      local: node,
      realmKey: realm.publicKey,
      ephemeralPrivateKey: ephemeral(6),
      request: REQUEST,
    });
    expect(() => openAnswer(crypto, again.pending, answer)).toThrow(DecodeError);
  });

  it('is not begun with a realm key of small order', () => {
    const options = { local: node, ephemeralPrivateKey: ephemeral(3), request: REQUEST };
    expect(() => sealRequest(crypto, { ...options, realmKey: new Uint8Array(32) })).toThrow(DecodeError);
  });

  it('is another thing than a handshake with another prologue', () => {
    const written = writeFirst(
      crypto,
      { pattern: 'IK', prologue: utf8Encode('NTM enrol 2') },
      {
        local: node,
        remotePublicKey: realm.publicKey,
        ephemeralPrivateKey: ephemeral(3),
        payload: encodeRequest(REQUEST),
      },
    );
    if (written === undefined) throw new Error('no message');
    const { ephemeralPublicKey, sealedStatic, sealedPayload } = written.message;
    const message = Uint8Array.from([...ephemeralPublicKey, ...sealedStatic, ...sealedPayload]);
    expect(() => openRequest(crypto, realm, message)).toThrow(DecodeError);
  });
});

describe('payloads', () => {
  const json = (value: unknown) => utf8Encode(JSON.stringify(value));
  const request = { v: 1, ...REQUEST, stamp: 'CQkJCQkJCQkJCQkJ' };

  it('skip fields of a later version', () => {
    expect(decodeRequest(json({ ...request, later: true }))).toEqual(REQUEST);
    expect(decodeAnswer(json({ ...ADMITTED, later: { a: 1 } }))).toEqual(ADMITTED);
  });

  it.each([
    ['no JSON', utf8Encode('{')],
    ['no UTF-8', Uint8Array.of(0xff)],
    ['nothing', new Uint8Array()],
    ['another version', json({ ...request, v: 2 })],
    ['no secret', json({ ...request, secret: undefined })],
    ['a short secret', json({ ...request, secret: 'abc' })],
    ['a key id with a slash', json({ ...request, keyId: '../../x' })],
    ['a name with a line break', json({ ...request, name: 'a\nb' })],
    ['a long name', json({ ...request, name: 'a'.repeat(256) })],
    ['another platform', json({ ...request, platform: 'toaster' })],
    ['a short stamp', json({ ...request, stamp: 'CQkJ' })],
    ['a stamp of another alphabet', json({ ...request, stamp: 'CQkJCQkJCQkJCQ==' })],
    ['too many bytes', utf8Encode(`${JSON.stringify(request)}${' '.repeat(4_096)}`)],
  ])('are refused: request with %s', (_, payload) => {
    expect(() => decodeRequest(payload)).toThrow(DecodeError);
  });

  const changed = (change: Partial<Record<keyof AdmittedAnswer, unknown>>) =>
    json({ ...ADMITTED, ...change });
  it.each([
    ['no coordinator', changed({ coordinators: [] })],
    [
      'an endpoint with port 0',
      changed({ coordinators: [{ endpoints: ['192.0.2.1:0'], publicKey: 'A'.repeat(43) }] }),
    ],
    ['a name that is no label', changed({ name: 'Till 3' })],
    ['a short signing key', changed({ signingKeys: [{ keyId: '0123456789abcdef', publicKey: 'AAAA' }] })],
    ['no certificate', changed({ broker: { ...ADMITTED.broker, caCertificate: 'x' } })],
    [
      'a broker with a port above 65535',
      changed({ broker: { ...ADMITTED.broker, endpoint: '192.0.2.10:65536' } }),
    ],
    ['a broker without a port', changed({ broker: { ...ADMITTED.broker, endpoint: 'broker' } })],
    ['a prefix with host bits', changed({ realm: { domain: 'ntm.internal', prefixes: ['198.18.0.1/15'] } })],
    ['an unknown kind', changed({ kind: 'maybe' })],
    ['a short wait', json({ ...PENDING, seconds: 1 })],
    [
      'a message with a control character',
      json({ v: 1, kind: 'refused', code: 'stale', message: '\u001b[2J' }),
    ],
  ])('are refused: answer with %s', (_, payload) => {
    expect(() => decodeAnswer(payload)).toThrow(DecodeError);
  });

  it('take a broker at the highest port', () => {
    const broker = { ...ADMITTED.broker, endpoint: '[2001:db8::1]:65535' };
    expect(decodeAnswer(changed({ broker }))).toEqual({ ...ADMITTED, broker });
  });

  it('let a node show a refusal whose code it does not know', () => {
    const answer = { v: 1, kind: 'refused', code: 'moonPhase', message: 'Not today.' };
    expect(decodeAnswer(json(answer))).toEqual(answer);
  });

  it('are at most 4,096 bytes on the way out too', () => {
    const coordinator = ADMITTED.coordinators[0];
    if (coordinator === undefined) throw new Error('no coordinator');
    const endpoints = new Array(4).fill('[2001:db8:1111:2222:3333:4444:5555:6666]:34790');
    const relays = new Array(8).fill({ endpoints, region: 'r'.repeat(32), priority: 1 });
    const large = { ...ADMITTED, coordinators: new Array(8).fill({ ...coordinator, endpoints }), relays };
    expect(() => encodeAnswer(large)).toThrow(PayloadTooLongError);
  });

  it('give the signing keys as the verifiers take them', () => {
    expect(pinnedKeysOf(ADMITTED)).toEqual([{ keyId: '0123456789abcdef', publicKey: new Uint8Array(32) }]);
  });
});
