import { beforeEach, describe, expect, it } from 'vitest';
import { noblePrimitives } from '../crypto/noble.ts';
import { base64UrlEncode, utf8Decode, utf8Encode } from '../index.ts';
import { MAX_PAYLOAD_BYTES } from './bounded-json.ts';
import type { ConfigDocument } from './config-document.ts';
import { sectionsText } from './config-document.ts';
import { ConfigJudge, type ConfigOutput } from './config-judgement.ts';
import type { ConfigRefusal } from './config-refusal.ts';
import { CONFIG_JWS_HEADER } from './config-signature.ts';
import {
  BOOT,
  documentOf,
  NODE,
  NOW,
  OTHER_NODE,
  pinnedKey,
  SECTIONS,
  signed,
  signedText,
} from './testing/config-fixture.ts';

const DAY_MS = 86_400_000;
const IN_FORCE = 5;
const OTHER_SEED = new Uint8Array(32).fill(8);

/** What a node does that has revision 5 in force, except that it says what is in force. */
let judge: ConfigJudge;
function outputsFor(jws: Uint8Array, judging = judge): ConfigOutput[] {
  judging.handleInput({ kind: 'documentReceived', jws, wallClockMs: NOW }, 1_000);
  return judging.pollOutputs().filter(({ kind }) => kind !== 'armTimer');
}

function judgeWith(keys = [pinnedKey()]): ConfigJudge {
  const made = new ConfigJudge({
    node: NODE,
    bootId: BOOT,
    keys,
    realmPrefixes: ['198.18.0.0/15'],
    primitives: noblePrimitives,
  });
  const { hash, sections } = documentOf();
  const held = { revision: IN_FORCE, hash, sections };
  const verdict = { revision: IN_FORCE, hash, status: 'applied', appliedAt: NOW } as const;
  made.handleInput({ kind: 'started', state: { committed: held, verdict } }, 0);
  made.pollOutputs();
  return made;
}
beforeEach(() => {
  judge = judgeWith();
});

const next = (change: Partial<ConfigDocument> = {}) => documentOf({ revision: IN_FORCE + 1, ...change });
const textOf = (document: object) => JSON.stringify(document);
/** The text of the next document with something in it changed. */
const reworded = (from: string, to: string) => textOf(next()).replace(from, to);
const part = (text: string) => base64UrlEncode(utf8Encode(text));
/** The envelope of a genuine document around other payloads. */
const repacked = (payload: string) => {
  const [header, , signature] = utf8Decode(signed(next())).split('.');
  return utf8Encode(`${header}.${part(payload)}.${signature}`);
};
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

/** Everything that a broker in the wrong hands has or can make: none of it has an effect, each has its code. */
const UNSIGNED: readonly (readonly [string, ConfigRefusal, () => Uint8Array])[] = [
  ['with its fields in another order', 'bad_signature', () => repacked(textOf(reversed(next())))],
  ['with a field dropped', 'bad_signature', () => repacked(textOf({ ...next(), hash: undefined }))],
  ['with a field added', 'bad_signature', () => repacked(textOf({ ...next(), deployment: 'other' }))],
  ['with a key twice', 'bad_signature', () => repacked(reworded('{', '{"revision":9,'))],
  ['with spaces between its fields', 'bad_signature', () => repacked(JSON.stringify(next(), undefined, 1))],
  [
    'signed by a key that is not pinned',
    'bad_signature',
    () => signed(next(), CONFIG_JWS_HEADER, OTHER_SEED),
  ],
  [
    'with a key of its own in its header',
    'bad_header',
    () => signed(next(), { ...CONFIG_JWS_HEADER, jwk: {} }),
  ],
  [
    'with another algorithm in its header',
    'bad_header',
    () => signed(next(), { alg: 'none', typ: 'ntm-config+jws' }),
  ],
  ['without a signature', 'malformed', () => utf8Encode(utf8Decode(signed(next())).replace(/\.[^.]*$/, ''))],
  ['of a megabyte', 'too_long', () => new Uint8Array(1_048_576).fill(0x61)],
  ['of one byte too many', 'too_long', () => new Uint8Array(MAX_PAYLOAD_BYTES + 1).fill(0x2e)],
];

/** What the realm signed, by mistake or for somebody else or for another time. */
const SIGNED: readonly (readonly [string, ConfigRefusal, () => Uint8Array])[] = [
  ['for another node', 'other_node', () => signed(next({ node: OTHER_NODE }))],
  ['of an older revision', 'older_revision', () => signed(documentOf({ revision: IN_FORCE - 1 }))],
  ['that has expired', 'expired', () => signed(next({ issuedAt: NOW - 2 * DAY_MS, expiresAt: NOW }))],
  [
    'from the future',
    'not_yet_valid',
    () => signed(next({ issuedAt: NOW + 2 * DAY_MS, expiresAt: NOW + 3 * DAY_MS })),
  ],
  ['that names another key', 'wrong_key_id', () => signed(next({ keyId: '0'.repeat(16) }))],
  ['whose hash is of other sections', 'bad_hash', () => signed(next({ hash: '0'.repeat(64) }))],
  ['with a key twice', 'bad_json', () => signedText(reworded('{', '{"revision":9,'))],
  ['with a key twice, once escaped', 'bad_json', () => signedText(reworded('{', '{"\\u0072evision":9,'))],
  ['with the key __proto__', 'bad_json', () => signedText(reworded('{', '{"__proto__":{"revision":9},'))],
  ['with the key constructor', 'bad_json', () => signedText(reworded('{', '{"constructor":1,'))],
  ['nested too deeply', 'bad_json', () => signedText(reworded('{', `{"x":${nested(17)},`))],
  ['nested without end', 'bad_json', () => signedText('['.repeat(40_000))],
  [
    'with a revision beyond whole numbers',
    'bad_json',
    () => signedText(reworded('"revision":6', '"revision":9007199254740992')),
  ],
  ['with an infinite revision', 'bad_json', () => signedText(reworded('"revision":6', '"revision":1e999'))],
  ['that is no JSON', 'bad_json', () => signedText('revision: 6')],
  ['with revision 0', 'malformed', () => signed(next({ revision: 0 }))],
  ['with a revision that is no whole number', 'malformed', () => signed(next({ revision: 6.5 }))],
  ['with a negative revision', 'malformed', () => signed(next({ revision: -6 }))],
  ['with a field that nobody knows', 'malformed', () => signed({ ...next(), extra: 1 })],
  ['without a field', 'malformed', () => signed({ ...next(), expiresAt: undefined })],
];

describe.each([
  ['that nobody signed', UNSIGNED],
  ['that the realm signed', SIGNED],
] as const)('a document %s', (_, documents) => {
  it.each(documents)('%s is refused as %s, and nothing else happens', (_name, code, made) => {
    const outputs = outputsFor(made());
    expect(outputs.filter(({ kind }) => kind !== 'report')).toEqual([{ kind: 'countRefusal', code }]);
    // The node may say again what is in force, and of no document but that.
    for (const output of outputs)
      if (output.kind === 'report')
        expect(output.report).toMatchObject({ revision: IN_FORCE, status: 'applied' });
  });
});

describe('a genuine document', () => {
  it('is taken after all of them', () => {
    for (const [, , made] of [...UNSIGNED, ...SIGNED]) outputsFor(made());
    expect(outputsFor(signed(next())).map(({ kind }) => kind)).toEqual(['store', 'report', 'apply']);
  });

  it('is refused once its key is pinned no more, and taken while two are', () => {
    const newKey = pinnedKey(OTHER_SEED);
    const refused = [{ kind: 'countRefusal', code: 'bad_signature' }];
    expect(outputsFor(signed(next()), judgeWith([newKey]))).toEqual(refused);
    const byNewKey = signed(next({ keyId: newKey.keyId }), CONFIG_JWS_HEADER, OTHER_SEED);
    expect(outputsFor(byNewKey, judgeWith([pinnedKey()]))).toEqual(refused);
    for (const jws of [signed(next()), byNewKey])
      expect(outputsFor(jws, judgeWith([pinnedKey(), newKey]))[0]?.kind).toBe('store');
  });

  it('in the name of the second key, signed by the first, is refused', () => {
    const newKey = pinnedKey(OTHER_SEED);
    const refused = [{ kind: 'countRefusal', code: 'wrong_key_id' }];
    expect(outputsFor(signed(next({ keyId: newKey.keyId })), judgeWith([pinnedKey(), newKey]))).toEqual(
      refused,
    );
  });

  it('sent again changes nothing: the node says once more what came of it', () => {
    expect(outputsFor(signed(documentOf({ revision: IN_FORCE }))).map(({ kind }) => kind)).toEqual([
      'report',
    ]);
  });

  it('of the revision in force with other sections is rejected as reused', () => {
    const other = sectionsText({ ...SECTIONS, telemetry: { intervalSeconds: 30 } });
    const [output] = outputsFor(signed(documentOf({ revision: IN_FORCE }, other)));
    expect(output).toMatchObject({
      kind: 'report',
      report: { status: 'rejected', error: 'revision_reused' },
    });
  });
});

function reversed(document: object): object {
  return Object.fromEntries(Object.entries(document).reverse());
}
