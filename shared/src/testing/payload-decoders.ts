import documents from '../../vectors/config-documents.json' with { type: 'json' };
import * as enrolment from '../enrolment/index.ts';
import { ADMITTED } from '../enrolment/testing/admitted-answer.ts';
import * as fleet from '../fleet/index.ts';
import { BOOT, NODE, NOW } from '../fleet/testing/config-fixture.ts';
import { hexDecode as bytes, tai64nAfter, utf8Encode } from '../index.ts';
import { credulousPrimitives as credulous } from './credulous-primitives.ts';
import { type Decoder, ofBytes } from './decoder.ts';

const json = (...values: unknown[]) => values.map((value) => utf8Encode(JSON.stringify(value)));

const jws = documents.documents.map((document) => utf8Encode(document.jws));
const keyPair = { privateKey: new Uint8Array(32), publicKey: new Uint8Array(32) };
const pinned = [{ keyId: documents.keyId, publicKey: bytes(documents.publicKey) }];
const request = {
  keyId: 'first-key',
  secret: 's'.repeat(43),
  name: 'till',
  agent: 'ntm-node 0.1.0',
  platform: 'linux',
  stamp: tai64nAfter(NOW),
} as const;
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

/** Decoders of payloads of MQTT, configuration and enrolment, with examples that each accepts. */
export const PAYLOAD_DECODERS: readonly Decoder<Uint8Array, unknown>[] = [
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
