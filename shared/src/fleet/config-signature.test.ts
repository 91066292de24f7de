import { describe, expect, it } from 'vitest';
import golden from '../../vectors/config-documents.json' with { type: 'json' };
import { base64UrlDecode, hexDecode } from '../bytes/bits-text.ts';
import { bytesEqual } from '../bytes/bytes.ts';
import { utf8Decode, utf8Encode } from '../bytes/text.ts';
import { noblePrimitives } from '../crypto/noble.ts';
import { parseSections } from './config-sections.ts';
import { CONFIG_JWS_HEADER, verifyConfig } from './config-signature.ts';
import { documentOf, pinnedKey, SECTIONS, signed } from './testing/config-fixture.ts';

const verify = (jws: Uint8Array, keys = [pinnedKey()]) => verifyConfig(jws, keys, noblePrimitives);
const code = (jws: Uint8Array) => {
  const result = verify(jws);
  return result.ok ? 'ok' : result.code;
};

describe('signature of a configuration', () => {
  it('admits what a pinned key signed, also the second one while keys rotate', () => {
    const rotated = pinnedKey(new Uint8Array(32).fill(8));
    expect(verify(signed(documentOf()), [rotated, pinnedKey()])).toEqual({
      ok: true,
      document: documentOf(),
    });
    expect(parseSections(documentOf().sections)).toEqual(SECTIONS);
  });

  it('admits no document with a changed byte', () => {
    const jws = signed(documentOf());
    let admitted = 0;
    // A stand-in that only knows the true message keeps 700 verifications cheap; the header and form are still checked.
    const message = jws.subarray(0, jws.lastIndexOf(0x2e));
    const signature = signatureOf(jws);
    const primitives = {
      ...noblePrimitives,
      ed25519Verify: (_: Uint8Array, candidate: Uint8Array, given: Uint8Array) =>
        bytesEqual(candidate, message) && bytesEqual(given, signature),
    };
    const keys = [pinnedKey()];
    expect(verifyConfig(jws, keys, primitives).ok).toBe(true);
    for (let index = 0; index < jws.length; index++) {
      for (const flip of [1, 2, 4, 8, 16, 32, 64, 128]) {
        const changed = jws.slice();
        changed[index] = (jws[index] as number) ^ flip;
        if (verifyConfig(changed, keys, primitives).ok) admitted++;
      }
    }
    expect(admitted).toBe(0);
  });

  it('refuses a true flip in header, payload and signature', () => {
    const jws = signed(documentOf());
    for (const index of [3, Math.floor(jws.length / 2), jws.length - 5]) {
      const changed = jws.slice();
      changed[index] = changed[index] === 0x41 ? 0x42 : 0x41;
      expect(verify(changed).ok).toBe(false);
    }
  });

  it.each([
    ['no algorithm', { alg: 'none', typ: 'ntm-config+jws' }],
    ['a symmetric algorithm', { alg: 'HS256', typ: 'ntm-config+jws' }],
    ['another type', { alg: 'EdDSA', typ: 'JWT' }],
    ['no type', { alg: 'EdDSA' }],
    ['a key of its own', { ...CONFIG_JWS_HEADER, jwk: { kty: 'OKP' } }],
    ['another order', { typ: 'ntm-config+jws', alg: 'EdDSA' }],
  ])('refuses a header with %s', (_, header) => {
    expect(code(signed(documentOf(), header))).toBe('bad_header');
  });

  it('names why a well-signed document is refused', () => {
    expect(code(signed(documentOf(), CONFIG_JWS_HEADER, new Uint8Array(32).fill(8)))).toBe('bad_signature');
    expect(code(signed(documentOf({ keyId: 'another' })))).toBe('wrong_key_id');
    expect(code(signed(documentOf({ hash: '0'.repeat(64) })))).toBe('bad_hash');
    expect(code(signed({ ...documentOf(), extra: 1 }))).toBe('malformed');
    expect(code(signed({ ...documentOf(), revision: 0 }))).toBe('malformed');
    expect(code(signed([]))).toBe('malformed');
  });

  it.each(['', '.', '..', 'a.b.c.d', 'é.b.c'])('refuses %j', (text) => {
    expect(verify(utf8Encode(text)).ok).toBe(false);
  });
});

describe('golden configuration documents', () => {
  const keys = [{ keyId: golden.keyId, publicKey: hexDecode(golden.publicKey) }];

  it.each(golden.documents)('$name is verified', ({ jws, document }) => {
    expect(verify(utf8Encode(jws), keys)).toEqual({ ok: true, document });
  });

  it.each(golden.refused)('$name is refused: $code', ({ jws, code: expected }) => {
    expect(verify(utf8Encode(jws), keys)).toEqual({ ok: false, code: expected });
  });
});

function signatureOf(jws: Uint8Array): Uint8Array {
  return base64UrlDecode(utf8Decode(jws.subarray(jws.lastIndexOf(0x2e) + 1)));
}
