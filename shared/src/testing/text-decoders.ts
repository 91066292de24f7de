import documents from '../../vectors/config-documents.json' with { type: 'json' };
import * as enrolment from '../enrolment/index.ts';
import * as fleet from '../fleet/index.ts';
import { BOOT, NODE, NOW, SECTIONS } from '../fleet/testing/config-fixture.ts';
import * as shared from '../index.ts';
import { type Decoder, ofText } from './decoder.ts';

const addresses = ['198.18.0.2', '::', '2001:db8::1:0:0:1', '::ffff:1.2.3.4', 'fd5e:1f3a:9c00::2'];

/** Decoders of texts, with examples that each accepts. */
export const TEXT_DECODERS: readonly Decoder<string, unknown>[] = [
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
        realmKey: new Uint8Array(32),
        keyId: 'a-1',
        secret: 's'.repeat(43),
      }),
    ),
    decode: enrolment.parseEnrolmentString,
    encode: enrolment.enrolmentStringOf,
  }),
];
