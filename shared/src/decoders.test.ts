import { describe, expect, test } from 'vitest';
import documents from '../vectors/config-documents.json' with { type: 'json' };
import kinds from '../vectors/datagram-kinds.json' with { type: 'json' };
import dns from '../vectors/dns-messages.json' with { type: 'json' };
import records from '../vectors/node-records.json' with { type: 'json' };
import signalling from '../vectors/signalling-frames.json' with { type: 'json' };
import handshakes from '../vectors/wireguard-handshake.json' with { type: 'json' };
import transport from '../vectors/wireguard-transport.json' with { type: 'json' };
import * as enrolment from './enrolment/index.ts';
import { ADMITTED } from './enrolment/testing/admitted-answer.ts';
import * as fleet from './fleet/index.ts';
import { BOOT, NODE, NOW, SECTIONS } from './fleet/testing/config-fixture.ts';
import * as shared from './index.ts';
import { credulousPrimitives as credulous } from './testing/credulous-primitives.ts';
import { hostileInputs, hostileTexts } from './testing/hostile-input.ts';

// Taking down where each of a million refusals happened would take most of the time.
Object.assign(Error, { stackTraceLimit: 0 });

/** Inputs for each decoder. */
const COUNT = 100_000;
const { hexDecode: bytes, utf8Encode, DecodeError } = shared;
const json = (...values: unknown[]) => values.map((value) => utf8Encode(JSON.stringify(value)));

/** `decode` gives a value, or undefined or DecodeError for a refusal; `encode` is its inverse where there is one. */
interface Decoder<Input, Value> {
  readonly name: string;
  readonly examples: readonly Input[];
  readonly decode: (input: Input) => Value | undefined;
  readonly encode?: (value: Value) => Input;
}
const ofBytes = <Value>(one: Decoder<Uint8Array, Value>) => one as Decoder<Uint8Array, unknown>;
const ofText = <Value>(one: Decoder<string, Value>) => one as Decoder<string, unknown>;

const packets = signalling.frames.map(({ packet }) => bytes(packet));
const signed = records.records.map((record) => bytes(record.signed));
const initiations = handshakes.handshakes.map(({ initiation }) => bytes(initiation));
/** Answers to one message 1, since a response names it. */
const responses = handshakes.handshakes.slice(0, 1).map(({ response }) => bytes(response));
const cookieReply = Uint8Array.of(3, ...new Uint8Array(63));
const sealed = transport.packets.map(({ packet }) => bytes(packet));
const jws = documents.documents.map((document) => utf8Encode(document.jws));
const keyPair = { privateKey: new Uint8Array(32), publicKey: new Uint8Array(32) };
const pinned = [{ keyId: documents.keyId, publicKey: bytes(documents.publicKey) }];
const request = {
  keyId: 'first-key',
  secret: 's'.repeat(43),
  name: 'till',
  agent: 'ntm-node 0.1.0',
  platform: 'linux',
  stamp: shared.tai64nAfter(NOW),
} as const;
const started = present(
  shared.createInitiation(credulous, {
    local: keyPair,
    remotePublicKey: keyPair.publicKey,
    ephemeralPrivateKey: keyPair.privateKey,
    localIndex: 168496141,
    timestamp: shared.tai64nAfter(NOW),
  }),
);
const asked = enrolment.sealRequest(credulous, {
  local: keyPair,
  realmKey: keyPair.publicKey,
  ephemeralPrivateKey: keyPair.privateKey,
  request,
});
const answers = [
  ADMITTED,
  { v: 1, kind: 'pending', nodeId: NODE, seconds: 5, message: 'wait' },
  { v: 1, kind: 'refused', code: 'stale', message: 'set the clock' },
];
const sealedAnswers = json(...answers).map((payload) =>
  Uint8Array.of(...new Uint8Array(32), ...payload, ...new Uint8Array(16)),
);

const SAMPLE = {
  at: NOW,
  sentBytes: 1,
  sentPackets: 1,
  receivedBytes: 2,
  receivedPackets: 2,
  relayedBytes: 0,
  handovers: 0,
  routes: { sameLan: 1 },
  network: 'wifi',
};
const payloads = {
  telemetry: [fleet.telemetryBatchSchema, { v: 1, bootId: BOOT, oldest: 0, sequence: 0, samples: [SAMPLE] }],
  event: [
    fleet.eventBatchSchema,
    { v: 1, bootId: BOOT, oldest: 0, sequence: 3, events: [{ at: NOW, kind: 'handover', text: 'moved' }] },
  ],
  presence: [fleet.presenceSchema, { v: 1, online: true, since: NOW, bootId: BOOT, agent: 'ntm-node/0.1.0' }],
  'config/reported': [
    fleet.configReportSchema,
    { v: 1, node: NODE, revision: 1, hash: '0'.repeat(64), status: 'applied', bootId: BOOT, appliedAt: NOW },
  ],
  'telemetry/ack': [fleet.acknowledgementSchema, { v: 1, bootId: BOOT, sequence: -1 }],
  'telemetry/rate': [fleet.telemetryRateSchema, { v: 1, intervalMs: 1000, durationMs: 60_000 }],
} as const;

const OF_BYTES: readonly Decoder<Uint8Array, unknown>[] = [
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
  ofBytes({
    name: 'configuration documents of a hostile signer',
    examples: jws,
    decode(input) {
      const verified = fleet.verifyConfig(input, pinned, credulous);
      return verified.ok || verified.code === 'bad_hash' ? verified : undefined;
    },
  }),
  ofBytes({
    name: 'bounded JSON',
    examples: json([1, 'a', { b: [null, true, -0.5e-7] }], answers),
    decode: fleet.parseBoundedJson,
  }),
  ...Object.entries(payloads).map(([leaf, [schema, example]]) =>
    ofBytes({
      name: `payloads of ${leaf}`,
      examples: json(example),
      decode: (input) => schema.safeParse(fleet.parseBoundedJson(input)).data,
    }),
  ),
  ofBytes({
    name: 'enrolment requests of a hostile node',
    examples: [asked.message],
    decode: (input) => enrolment.decodeRequest(enrolment.openRequest(credulous, keyPair, input).payload),
  }),
  ofBytes({
    name: 'enrolment answers of a hostile realm',
    examples: sealedAnswers,
    decode: (input) => enrolment.openAnswer(credulous, asked.pending, input),
  }),
];

const addresses = ['198.18.0.2', '::', '2001:db8::1:0:0:1', '::ffff:1.2.3.4', 'fd5e:1f3a:9c00::2'];

const OF_TEXT: readonly Decoder<string, unknown>[] = [
  ofText({
    name: 'addresses',
    examples: addresses,
    decode: shared.parseIpAddress,
    encode: shared.formatIpAddress,
  }),
  ofText({
    name: 'endpoints',
    examples: ['198.18.0.2:0', '[2001:db8::1]:65535'],
    decode: shared.parseEndpoint,
    encode: shared.formatEndpoint,
  }),
  ofText({
    name: 'prefixes',
    examples: ['198.18.0.0/15', '::/0', 'fd5e:1f3a:9c00::/64'],
    decode: shared.parsePrefix,
    encode: shared.formatPrefix,
  }),
  ofText({ name: 'ids', examples: [NODE, BOOT], decode: shared.parseNodeId, encode: shared.formatNodeId }),
  ofText({
    name: 'hexadecimal',
    examples: ['', '00ff7f'],
    decode: shared.hexDecode,
    encode: shared.hexEncode,
  }),
  ofText({
    name: 'base32',
    examples: [NODE, 'me'],
    decode: shared.base32Decode,
    encode: shared.base32Encode,
  }),
  ofText({
    name: 'base64url',
    examples: ['', 'AA', '_-8', documents.keyId],
    decode: shared.base64UrlDecode,
    encode: shared.base64UrlEncode,
  }),
  ofText({
    name: 'topics',
    examples: (Object.keys(fleet.LEAVES) as fleet.Leaf[]).map((leaf) => fleet.nodeTopic(NODE, leaf)),
    decode: fleet.parseTopic,
    encode: ({ node, leaf }) => fleet.nodeTopic(node, leaf),
  }),
  ofText({
    name: 'sections of a configuration',
    examples: [fleet.sectionsText(SECTIONS)],
    decode: fleet.parseSections,
    encode: (sections) => JSON.stringify(sections),
  }),
  ofText({
    name: 'stored states of a configuration',
    examples: [
      fleet.formatConfigState({
        verdict: { revision: 3, hash: '0'.repeat(64), status: 'applied', appliedAt: NOW },
      }),
    ],
    decode: fleet.parseConfigState,
    encode: fleet.formatConfigState,
  }),
  ofText({
    name: 'enrolment strings',
    examples: ['https://console.example:8443/ntm', 'http://[2001:db8::1]'].map((consoleUrl) =>
      enrolment.enrolmentStringOf({
        consoleUrl,
        realmKey: keyPair.publicKey,
        keyId: 'a-1',
        secret: 's'.repeat(43),
      }),
    ),
    decode: enrolment.parseEnrolmentString,
    encode: enrolment.enrolmentStringOf,
  }),
];

/** Every so many accepted values must survive being written. */
const SAMPLED = 20;

/** Tries every input; some must be accepted, or the inputs prove nothing. */
function tryAll<Input>({ decode, encode, examples }: Decoder<Input, unknown>, inputs: Iterable<Input>): void {
  for (const example of examples) expect(decode(example)).toBeDefined();
  let [tried, accepted] = [0, 0];
  for (const input of inputs) {
    const value = attempt(decode, input);
    tried += 1;
    if (value === undefined) continue;
    accepted += 1;
    if (encode !== undefined && accepted % SAMPLED === 0) expect(decode(encode(value))).toEqual(value);
  }
  expect(tried).toBe(COUNT);
  expect(accepted).toBeGreaterThan(SAMPLED);
}

function attempt<Input>(decode: (input: Input) => unknown, input: Input): unknown {
  try {
    return decode(input);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

describe(`of ${COUNT.toLocaleString('en')} hostile inputs each gives a value or the one decode error:`, () => {
  test.each(OF_BYTES)('$name', (one) => tryAll(one, hostileInputs(one.examples, COUNT)), 120_000);
  test.each(OF_TEXT)('$name (text)', (one) => tryAll(one, hostileTexts(one.examples, COUNT)), 120_000);
});

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('nothing was made');
  return value;
}
