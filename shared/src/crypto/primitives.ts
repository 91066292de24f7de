/**
 * What this package needs from a cryptographic library. Keys are 32 bytes unless said otherwise.
 * Randomness is no part of it: whoever needs random bytes is given them.
 */
export interface CryptoPrimitives {
  randomBytes?: never;
  /** Public key of a private key (RFC 7748 section 6.1). */
  x25519PublicKey(privateKey: Uint8Array): Uint8Array;
  /** Shared secret, or undefined when it is all zero (a public key of small order). */
  x25519(privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array | undefined;
  /** BLAKE2s-256 (RFC 7693). */
  blake2s(data: Uint8Array): Uint8Array;
  /** Keyed BLAKE2s with an output of 16 or 32 bytes. */
  blake2sKeyed(key: Uint8Array, data: Uint8Array, length: 16 | 32): Uint8Array;
  /** HMAC (RFC 2104) over BLAKE2s-256, as Noise's HKDF uses it. */
  hmacBlake2s(key: Uint8Array, data: Uint8Array): Uint8Array;
  /** ChaCha20-Poly1305 (RFC 8439), nonce = four zero bytes and the counter as little-endian u64; ends with the tag. */
  aeadSeal(key: Uint8Array, counter: bigint, ad: Uint8Array, plaintext: Uint8Array): Uint8Array;
  /** The plaintext, or undefined when it does not authenticate. */
  aeadOpen(key: Uint8Array, counter: bigint, ad: Uint8Array, sealed: Uint8Array): Uint8Array | undefined;
  /** XChaCha20-Poly1305 with a nonce of 24 bytes; ends with the tag. */
  xaeadSeal(key: Uint8Array, nonce24: Uint8Array, ad: Uint8Array, plaintext: Uint8Array): Uint8Array;
  /** The plaintext, or undefined when it does not authenticate. */
  xaeadOpen(key: Uint8Array, nonce24: Uint8Array, ad: Uint8Array, sealed: Uint8Array): Uint8Array | undefined;
  sha256(data: Uint8Array): Uint8Array;
  hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array;
  /** Ed25519 (RFC 8032); false for anything malformed, never a throw. */
  ed25519Verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}

/**
 * ChaCha20-Poly1305 (RFC 8439) under any nonce of 12 bytes. Protocols seal by `CryptoPrimitives`, whose nonces count;
 * this is what those rest on. A nonce of another length is refused: by a throw, or in `open` by undefined.
 */
export interface NonceAead {
  /** The sealed text, which ends with the tag. */
  seal(key: Uint8Array, nonce: Uint8Array, ad: Uint8Array, plaintext: Uint8Array): Uint8Array;
  /** The plaintext, or undefined when it does not authenticate. */
  open(key: Uint8Array, nonce: Uint8Array, ad: Uint8Array, sealed: Uint8Array): Uint8Array | undefined;
}
