import { expect, test } from 'vitest';
import { hexDecode, hexEncode } from '../bytes/bits-text.ts';
import { utf8Encode } from '../bytes/text.ts';
import { ed25519PublicKey, ed25519Sign, noblePrimitives } from './noble.ts';

test('X25519 agrees with one iteration of RFC 7748 section 5.2', () => {
  const nine = hexDecode(`09${'00'.repeat(31)}`);
  expect(hexEncode(noblePrimitives.x25519(nine, nine) ?? new Uint8Array())).toBe(
    '422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079',
  );
});

test('X25519 refuses a public key of small order', () => {
  expect(noblePrimitives.x25519(new Uint8Array(32).fill(7), new Uint8Array(32))).toBeUndefined();
});

test('BLAKE2s agrees with RFC 7693 appendix B', () => {
  expect(hexEncode(noblePrimitives.blake2s(utf8Encode('abc')))).toBe(
    '508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982',
  );
});

test('SHA-256 of the three letters of FIPS 180-4 is right', () => {
  expect(hexEncode(noblePrimitives.sha256(utf8Encode('abc')))).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});

test('what the AEADs seal opens only unchanged, under its own counter', () => {
  const key = new Uint8Array(32).fill(1);
  const ad = utf8Encode('ad');
  const sealed = noblePrimitives.aeadSeal(key, 5n, ad, utf8Encode('hello'));
  expect(sealed).toHaveLength(5 + 16);
  expect(noblePrimitives.aeadOpen(key, 5n, ad, sealed)).toEqual(utf8Encode('hello'));
  expect(noblePrimitives.aeadOpen(key, 6n, ad, sealed)).toBeUndefined();
  for (let index = 0; index < sealed.length; index += 1) {
    const changed = sealed.slice();
    changed[index] = (changed[index] ?? 0) ^ 1;
    expect(noblePrimitives.aeadOpen(key, 5n, ad, changed)).toBeUndefined();
  }
});

test('Ed25519 agrees with the first test of RFC 8032 section 7.1 and answers false to anything malformed', () => {
  const seed = hexDecode('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60');
  const publicKey = ed25519PublicKey(seed);
  expect(hexEncode(publicKey)).toBe('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
  const signature = ed25519Sign(seed, new Uint8Array());
  expect(noblePrimitives.ed25519Verify(publicKey, new Uint8Array(), signature)).toBe(true);
  expect(noblePrimitives.ed25519Verify(publicKey, new Uint8Array(1), signature)).toBe(false);
  expect(noblePrimitives.ed25519Verify(new Uint8Array(3), new Uint8Array(), signature)).toBe(false);
});
