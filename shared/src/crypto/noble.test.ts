import { describe, expect, test } from 'vitest';
import vectors from '../../vectors/primitives.json' with { type: 'json' };
import { hexDecode, hexEncode } from '../bytes/bits-text.ts';
import { concatBytes } from '../bytes/bytes.ts';
import { utf8Encode } from '../bytes/text.ts';
import { hkdf2, hkdf3 } from '../noise/symmetric-state.ts';
import { ed25519PublicKey, ed25519Sign, noblePrimitives } from './noble.ts';
import type { CryptoPrimitives } from './primitives.ts';

const bytes = hexDecode;
const hex = (value: Uint8Array | undefined) => value && hexEncode(value);

describe('X25519', () => {
  const { x25519, diffieHellman, smallOrder } = vectors;

  test.each(x25519.products)('of $scalar and $point is that of RFC 7748', ({ scalar, point, product }) => {
    expect(hex(noblePrimitives.x25519(bytes(scalar), bytes(point)))).toBe(product);
  });

  test('iterated 1,000 times is that of RFC 7748', () => {
    const { start, after1, after1000 } = x25519.iterated;
    let [scalar, point] = [bytes(start), bytes(start)];
    for (let round = 1; round <= 1000; round++) {
      const product = noblePrimitives.x25519(scalar, point) as Uint8Array;
      [scalar, point] = [product, scalar];
      if (round === 1) expect(hex(product)).toBe(after1);
    }
    expect(hex(scalar)).toBe(after1000);
  }, 60_000);

  test('gives both sides the same secret', () => {
    const [alice, bob] = [bytes(diffieHellman.alicePrivateKey), bytes(diffieHellman.bobPrivateKey)];
    expect(hex(noblePrimitives.x25519PublicKey(alice))).toBe(diffieHellman.alicePublicKey);
    expect(hex(noblePrimitives.x25519PublicKey(bob))).toBe(diffieHellman.bobPublicKey);
    for (const [own, other] of [
      [alice, diffieHellman.bobPublicKey],
      [bob, diffieHellman.alicePublicKey],
    ] as const)
      expect(hex(noblePrimitives.x25519(own, bytes(other)))).toBe(diffieHellman.sharedSecret);
  });

  test.each(smallOrder.points)('refuses the point %s of small order', (point) => {
    expect(noblePrimitives.x25519(new Uint8Array(32).fill(7), bytes(point))).toBeUndefined();
  });
});

describe('hashes', () => {
  test('BLAKE2s is that of RFC 7693', () => {
    expect(hex(noblePrimitives.blake2s(bytes(vectors.blake2s.message)))).toBe(vectors.blake2s.hash);
  });

  test.each(vectors.blake2sKeyed.hashes)('keyed BLAKE2s of $length bytes is known', ({ length, hash }) => {
    const message = Uint8Array.from({ length }, (_, index) => index);
    expect(hex(noblePrimitives.blake2sKeyed(bytes(vectors.blake2sKeyed.key), message, 32))).toBe(hash);
  });

  test('keyed BLAKE2s of 16 bytes is a hash of its own, not a part of the longer one', () => {
    const [short, long] = ([16, 32] as const).map((length) =>
      noblePrimitives.blake2sKeyed(new Uint8Array(32), new Uint8Array(), length),
    );
    expect(short).toHaveLength(16);
    expect(short).not.toEqual(long?.subarray(0, 16));
  });

  test.each(vectors.sha256.hashes)('SHA-256 of "$message" is that of FIPS 180-4', ({ message, hash }) => {
    expect(hex(noblePrimitives.sha256(bytes(message)))).toBe(hash);
  });

  test.each(vectors.hmacSha256.hashes)('HMAC under $key is that of RFC 4231', ({ key, message, hash }) => {
    expect(hex(noblePrimitives.hmacSha256(bytes(key), bytes(message)))).toBe(hash);
  });

  test("Noise's HKDF is that of RFC 5869 with empty salt and info", () => {
    // The construction is judged under SHA-256, for which the RFC has vectors.
    const { hmacSha256 } = noblePrimitives;
    const underSha256: CryptoPrimitives = { ...noblePrimitives, hmacBlake2s: hmacSha256 };
    const { input, output } = vectors.hkdf;
    const three = hkdf3(underSha256, new Uint8Array(32), bytes(input));
    expect(hexEncode(concatBytes(...three)).slice(0, output.length)).toBe(output);
    expect(hkdf2(underSha256, new Uint8Array(32), bytes(input))).toEqual(three.slice(0, 2));
  });
});

describe('AEADs', () => {
  test('ChaCha20-Poly1305 is that of RFC 8439', () => {
    const { key, counter, ad, plaintext, sealed } = vectors.chacha20Poly1305;
    const [k, n, a] = [bytes(key), BigInt(counter), bytes(ad)] as const;
    expect(hex(noblePrimitives.aeadSeal(k, n, a, bytes(plaintext)))).toBe(sealed);
    expect(hex(noblePrimitives.aeadOpen(k, n, a, bytes(sealed)))).toBe(plaintext);
  });

  test('XChaCha20-Poly1305 is that of its draft', () => {
    const { key, nonce, ad, plaintext, sealed } = vectors.xchacha20Poly1305;
    const [k, n, a] = [bytes(key), bytes(nonce), bytes(ad)] as const;
    expect(hex(noblePrimitives.xaeadSeal(k, n, a, bytes(plaintext)))).toBe(sealed);
    expect(hex(noblePrimitives.xaeadOpen(k, n, a, bytes(sealed)))).toBe(plaintext);
  });

  test('what was sealed opens only unchanged, under its own counter', () => {
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

  test('bytes too short for a tag do not open', () => {
    for (let length = 0; length < 16; length++) {
      const [key, short, nonce] = [new Uint8Array(32), new Uint8Array(length), new Uint8Array(24)];
      expect(noblePrimitives.aeadOpen(key, 0n, short, short)).toBeUndefined();
      expect(noblePrimitives.xaeadOpen(key, nonce, short, short)).toBeUndefined();
    }
  });
});

describe('Ed25519', () => {
  test.each(vectors.ed25519.signatures)('$name of RFC 8032 holds', (vector) => {
    const [seed, message, signature] = [vector.seed, vector.message, vector.signature].map(bytes);
    if (!seed || !message || !signature) throw new Error('a vector without bytes');
    expect(hex(ed25519PublicKey(seed))).toBe(vector.publicKey);
    expect(hex(ed25519Sign(seed, message))).toBe(vector.signature);
    expect(noblePrimitives.ed25519Verify(bytes(vector.publicKey), message, signature)).toBe(true);
    for (const at of [0, 31, 32, 63]) {
      const changed = signature.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(noblePrimitives.ed25519Verify(bytes(vector.publicKey), message, changed)).toBe(false);
    }
  });

  test('answers false to anything malformed', () => {
    const [nothing, signature] = [new Uint8Array(), new Uint8Array(64)];
    for (const length of [0, 3, 31, 33])
      expect(noblePrimitives.ed25519Verify(new Uint8Array(length), nothing, signature)).toBe(false);
    for (const length of [0, 63, 65])
      expect(noblePrimitives.ed25519Verify(new Uint8Array(32), nothing, new Uint8Array(length))).toBe(false);
  });
});
