import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ed25519PublicKey, ed25519Sign, noblePrimitives } from '../crypto/noble.ts';
import { tryCounters, tryExtended, tryNonces, tryProducts } from '../testing/wycheproof.ts';
import { ed25519Signer, nodeChaCha20Poly1305, nodePrimitives } from './node-primitives.ts';

const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
const random = (length: number) => new Uint8Array(randomBytes(length));

describe('primitives on OpenSSL', () => {
  it('agree on a shared secret from both sides', () => {
    const alice = random(32);
    const bob = random(32);
    const shared = nodePrimitives.x25519(alice, nodePrimitives.x25519PublicKey(bob));
    expect(shared).toEqual(nodePrimitives.x25519(bob, nodePrimitives.x25519PublicKey(alice)));
    expect(nodePrimitives.x25519PublicKey(alice)).toEqual(noblePrimitives.x25519PublicKey(alice));
  });

  it('take bytes that changed in place for another key', () => {
    const key = random(32);
    const before = nodePrimitives.x25519PublicKey(key);
    key.set(random(32));
    expect(nodePrimitives.x25519PublicKey(key)).not.toEqual(before);
    expect(nodePrimitives.x25519PublicKey(key)).toEqual(noblePrimitives.x25519PublicKey(key));
    const peer = nodePrimitives.x25519PublicKey(random(32));
    const first = nodePrimitives.x25519(key, peer);
    peer.set(nodePrimitives.x25519PublicKey(random(32)));
    expect(nodePrimitives.x25519(key, peer)).not.toEqual(first);
    expect(nodePrimitives.x25519(key, peer)).toEqual(noblePrimitives.x25519(key, peer));
  });

  it('give no secret for a point of small order', () => {
    expect(nodePrimitives.x25519(random(32), new Uint8Array(32))).toBeUndefined();
  });

  it('agree with the portable ones on random input', () => {
    for (let round = 0; round < 20; round++) {
      const key = random(32);
      const data = random(round * 7);
      const ad = random(round);
      const sealed = nodePrimitives.aeadSeal(key, BigInt(round) << 33n, ad, data);
      expect(sealed).toEqual(noblePrimitives.aeadSeal(key, BigInt(round) << 33n, ad, data));
      expect(nodePrimitives.aeadOpen(key, BigInt(round) << 33n, ad, sealed)).toEqual(data);
      expect(nodePrimitives.blake2s(data)).toEqual(noblePrimitives.blake2s(data));
      expect(nodePrimitives.hmacBlake2s(key, data)).toEqual(noblePrimitives.hmacBlake2s(key, data));
      expect(nodePrimitives.sha256(data)).toEqual(noblePrimitives.sha256(data));
      expect(nodePrimitives.hmacSha256(key, data)).toEqual(noblePrimitives.hmacSha256(key, data));
    }
  });

  it('refuse what does not authenticate', () => {
    const key = random(32);
    const sealed = nodePrimitives.aeadSeal(key, 1n, hex(''), hex('00'));
    expect(nodePrimitives.aeadOpen(key, 2n, hex(''), sealed)).toBeUndefined();
    expect(nodePrimitives.aeadOpen(key, 1n, hex(''), sealed.subarray(0, 5))).toBeUndefined();
  });

  it('sign as the portable ones do', () => {
    const seed = random(32);
    const message = random(70);
    expect(ed25519Signer(seed)(message)).toEqual(ed25519Sign(seed, message));
  });

  it('verify signatures and take malformed keys as a refusal', () => {
    const seed = random(32);
    const message = random(50);
    const signature = ed25519Sign(seed, message);
    expect(nodePrimitives.ed25519Verify(ed25519PublicKey(seed), message, signature)).toBe(true);
    expect(nodePrimitives.ed25519Verify(ed25519PublicKey(seed), random(50), signature)).toBe(false);
    expect(nodePrimitives.ed25519Verify(random(3), message, signature)).toBe(false);
  });
});

describe('published vectors of Wycheproof on OpenSSL', () => {
  it('X25519: 487 products are as published, 31 of zeros are refused', () => {
    expect(tryProducts(nodePrimitives)).toEqual({ given: 487, refused: 31, wrong: [] });
  });

  it('ChaCha20-Poly1305: 256 open, 60 with another tag and 9 nonces of another length do not', () => {
    expect(tryNonces(nodeChaCha20Poly1305)).toEqual({ given: 256, refused: 69, wrong: [] });
  });

  it('ChaCha20-Poly1305 with 316 nonces that count', () => {
    expect(tryCounters(nodePrimitives)).toEqual({ given: 256, refused: 60, wrong: [] });
  });

  it('XChaCha20-Poly1305: 246 open, 60 with another tag and 9 nonces of another length do not', () => {
    expect(tryExtended(nodePrimitives)).toEqual({ given: 246, refused: 69, wrong: [] });
  });
});
