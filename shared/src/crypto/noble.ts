import { chacha20poly1305, xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { blake2s } from '@noble/hashes/blake2.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { CryptoPrimitives, NonceAead } from './primitives.ts';

/** ChaCha20-Poly1305 in plain TypeScript. */
export const nobleChaCha20Poly1305: NonceAead = {
  seal: (key, nonce, ad, plaintext) => chacha20poly1305(key, nonce, ad).encrypt(plaintext),
  open: (key, nonce, ad, sealed) => attempt(() => chacha20poly1305(key, nonce, ad).decrypt(sealed)),
};

/** The primitives in plain TypeScript; they run on every engine. */
export const noblePrimitives: CryptoPrimitives = {
  x25519PublicKey: (privateKey) => x25519.getPublicKey(privateKey),
  x25519: (privateKey, publicKey) => attempt(() => x25519.getSharedSecret(privateKey, publicKey)),
  blake2s: (data) => blake2s(data),
  blake2sKeyed: (key, data, length) => blake2s(data, { key, dkLen: length }),
  hmacBlake2s: (key, data) => hmac(blake2s, key, data),
  aeadSeal: (key, counter, ad, plaintext) => nobleChaCha20Poly1305.seal(key, nonceOf(counter), ad, plaintext),
  aeadOpen: (key, counter, ad, sealed) => nobleChaCha20Poly1305.open(key, nonceOf(counter), ad, sealed),
  xaeadSeal: (key, nonce24, ad, plaintext) => xchacha20poly1305(key, nonce24, ad).encrypt(plaintext),
  xaeadOpen: (key, nonce24, ad, sealed) => attempt(() => xchacha20poly1305(key, nonce24, ad).decrypt(sealed)),
  sha256: (data) => sha256(data),
  hmacSha256: (key, data) => hmac(sha256, key, data),
  ed25519Verify: (publicKey, message, signature) =>
    attempt(() => ed25519.verify(signature, message, publicKey)) ?? false,
};

/** Ed25519 signature (64 bytes) of a message under a 32-byte seed. */
export function ed25519Sign(seed: Uint8Array, message: Uint8Array): Uint8Array {
  return ed25519.sign(message, seed);
}

/** Ed25519 public key (32 bytes) of a seed. */
export function ed25519PublicKey(seed: Uint8Array): Uint8Array {
  return ed25519.getPublicKey(seed);
}

function nonceOf(counter: bigint): Uint8Array {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setBigUint64(4, counter, true);
  return nonce;
}

// The library reports a bad tag, a bad point and an all-zero secret by throwing.
function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
