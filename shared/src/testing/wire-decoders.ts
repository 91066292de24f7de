import kinds from '../../vectors/datagram-kinds.json' with { type: 'json' };
import dns from '../../vectors/dns-messages.json' with { type: 'json' };
import records from '../../vectors/node-records.json' with { type: 'json' };
import signalling from '../../vectors/signalling-frames.json' with { type: 'json' };
import stun from '../../vectors/stun-answers.json' with { type: 'json' };
import handshakes from '../../vectors/wireguard-handshake.json' with { type: 'json' };
import transport from '../../vectors/wireguard-transport.json' with { type: 'json' };
import * as shared from '../index.ts';
import { credulousPrimitives as credulous } from './credulous-primitives.ts';
import { type Decoder, ofBytes } from './decoder.ts';

const { hexDecode: bytes, utf8Encode } = shared;

const packets = signalling.frames.map(({ packet }) => bytes(packet));
const signed = records.records.map((record) => bytes(record.signed));
const initiations = handshakes.handshakes.map(({ initiation }) => bytes(initiation));
/** Answers to one message 1, since a response names it. */
const responses = handshakes.handshakes.slice(0, 1).map(({ response }) => bytes(response));
const cookieReply = Uint8Array.of(3, ...new Uint8Array(63));
const sealed = transport.packets.map(({ packet }) => bytes(packet));
const keyPair = { privateKey: new Uint8Array(32), publicKey: new Uint8Array(32) };
const started = present(
  shared.createInitiation(credulous, {
    local: keyPair,
    remotePublicKey: keyPair.publicKey,
    ephemeralPrivateKey: keyPair.privateKey,
    localIndex: 168496141,
    timestamp: shared.tai64nAfter(1_800_000_000_000),
  }),
);

/** Decoders of datagrams, frames, records, DNS and STUN, with examples that each accepts. */
export const WIRE_DECODERS: readonly Decoder<Uint8Array, unknown>[] = [
  ofBytes({
    name: 'packets of frames',
    examples: packets,
    decode: (input) => shared.decodeFrames(input).frames,
    encode: (frames) => shared.concatBytes(...frames.map(shared.encodeFrame)),
  }),
  ofBytes({
    name: 'node records',
    examples: signed,
    decode: shared.decodeNodeRecord,
    encode: (record) => shared.signNodeRecord(record, () => new Uint8Array(64)),
  }),
  ofBytes({
    name: 'node records of a hostile signer',
    examples: signed,
    decode(input) {
      const trust = { ...records.trust, signingKey: bytes(records.trust.signingKey) };
      const verdict = shared.verifyNodeRecord(input, trust, credulous);
      return verdict.kind === 'valid' ? verdict.record : undefined;
    },
  }),
  ofBytes({
    name: 'DNS messages',
    examples: dns.messages.map((message) => bytes(message.bytes)),
    decode: shared.decodeDnsMessage,
    encode: shared.encodeDnsMessage,
  }),
  ofBytes({
    name: 'STUN answers',
    examples: stun.answers.map((answer) => bytes(answer.bytes)),
    decode: shared.decodeBindingAnswer,
  }),
  ofBytes({
    name: 'UTF-8',
    examples: ['', 'plain', 'é ü ß', '漢字', '😀'].map(utf8Encode),
    decode: shared.utf8Decode,
    encode: utf8Encode,
  }),
  ofBytes({ name: 'messages 1', examples: initiations, decode: shared.parseInitiation }),
  ofBytes({ name: 'messages 2', examples: responses, decode: shared.parseResponse }),
  ofBytes({
    name: 'messages 3',
    examples: [cookieReply],
    decode: shared.parseCookieReply,
    encode: shared.encodeCookieReply,
  }),
  ofBytes({
    name: 'messages 1 that open',
    examples: initiations,
    decode(input) {
      const identified = shared.identifyInitiator(credulous, keyPair, input);
      return identified && shared.consumeInitiation(credulous, keyPair, identified);
    },
  }),
  ofBytes({
    name: 'messages 2 that open',
    examples: responses,
    decode: (input) => shared.consumeResponse(credulous, started.handshake, input),
  }),
  ofBytes({
    name: 'messages 3 that open',
    examples: [cookieReply],
    decode: (reply) =>
      shared.consumeCookieReply(credulous, { cookieKey: keyPair.publicKey, sent: cookieReply, reply }),
  }),
  ofBytes({
    name: 'transport packets that open',
    examples: sealed,
    decode: (input) => shared.openTransport(credulous, keyPair.publicKey, input),
  }),
  ofBytes({
    name: 'kinds of datagrams',
    examples: kinds.datagrams.filter(({ kind }) => kind !== 'unknown').map(({ datagram }) => bytes(datagram)),
    decode(input) {
      const kind = shared.classifyDatagram(input);
      return kind === 'unknown' ? undefined : kind;
    },
  }),
];

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('nothing was made');
  return value;
}
