import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { base64UrlDecode, base64UrlEncode } from '../bytes/bits-text.ts';
import { bytesEqual, concatBytes } from '../bytes/bytes.ts';
import { noblePrimitives } from '../crypto/noble.ts';
import type { CryptoPrimitives, NonceAead } from '../crypto/primitives.ts';

const TAG_LENGTH = 16;
const NONCE_LENGTH = 12;
type Curve = 'X25519' | 'Ed25519';

/**
 * Key objects are made from JWK (RFC 8037), which the engine hands to OpenSSL as raw bytes: reading the same key from
 * DER takes ten times as long. Of a private key the engine reads `d` only, but wants an `x` of the right length.
 */
const UNREAD_X = base64UrlEncode(new Uint8Array(32));

const privateKeyObject = remembering((crv: Curve, raw) =>
  createPrivateKey({ key: { kty: 'OKP', crv, x: UNREAD_X, d: base64UrlEncode(raw) }, format: 'jwk' }),
);

const publicKeyObject = remembering((crv: Curve, raw) =>
  createPublicKey({ key: { kty: 'OKP', crv, x: base64UrlEncode(raw) }, format: 'jwk' }),
);

/**
 * Keeps the key object of an array for as long as the array lives, since making one takes as long as using it and a
 * handshake uses most keys twice. Bytes that were changed meanwhile are another key.
 */
function remembering(
  make: (crv: Curve, raw: Uint8Array) => KeyObject,
): (crv: Curve, raw: Uint8Array) => KeyObject {
  const known = new WeakMap<
    Uint8Array,
    { readonly crv: Curve; readonly of: Uint8Array; readonly key: KeyObject }
  >();
  return (crv, raw) => {
    const found = known.get(raw);
    if (found !== undefined && found.crv === crv && bytesEqual(found.of, raw)) return found.key;
    const key = make(crv, raw);
    known.set(raw, { crv, of: raw.slice(), key });
    return key;
  };
}

/** ChaCha20-Poly1305 nonce of Noise: four zero bytes, then the counter as little-endian u64. */
function nonceOf(counter: bigint): Uint8Array {
  const nonce = new Uint8Array(NONCE_LENGTH);
  new DataView(nonce.buffer).setBigUint64(4, counter, true);
  return nonce;
}

function x25519(privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array | undefined {
  try {
    const shared = diffieHellman({
      privateKey: privateKeyObject('X25519', privateKey),
      publicKey: publicKeyObject('X25519', publicKey),
    });
    return shared.every((byte) => byte === 0) ? undefined : new Uint8Array(shared);
  } catch {
    // OpenSSL refuses points of small order instead of giving zero.
    return undefined;
  }
}

/** Some releases of OpenSSL fill shorter nonces up with zeros. @throws for any length but 12 bytes */
function whole(nonce: Uint8Array): Uint8Array {
  if (nonce.length !== NONCE_LENGTH)
    throw new RangeError(`a nonce has ${nonce.length} bytes: give one of ${NONCE_LENGTH}`);
  return nonce;
}

/** ChaCha20-Poly1305 on OpenSSL. */
export const nodeChaCha20Poly1305: NonceAead = {
  seal(key, nonce, ad, plaintext) {
    const cipher = createCipheriv('chacha20-poly1305', key, whole(nonce), { authTagLength: TAG_LENGTH });
    cipher.setAAD(ad, { plaintextLength: plaintext.length });
    return concatBytes(cipher.update(plaintext), cipher.final(), cipher.getAuthTag());
  },
  open(key, nonce, ad, sealed) {
    if (sealed.length < TAG_LENGTH) return undefined;
    const end = sealed.length - TAG_LENGTH;
    const decipher = createDecipheriv('chacha20-poly1305', key, whole(nonce), { authTagLength: TAG_LENGTH });
    decipher.setAAD(ad, { plaintextLength: end });
    decipher.setAuthTag(sealed.subarray(end));
    const plaintext = decipher.update(sealed.subarray(0, end));
    try {
      return concatBytes(plaintext, decipher.final());
    } catch {
      return undefined;
    }
  },
};

function ed25519Verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return verify(null, message, publicKeyObject('Ed25519', publicKey), signature);
  } catch {
    return false;
  }
}

function x25519PublicKey(privateKey: Uint8Array): Uint8Array {
  const { x } = privateKeyObject('X25519', privateKey).export({ format: 'jwk' });
  return base64UrlDecode(x as string);
}

/**
 * Primitives on the engine's OpenSSL, some eight times as fast as the portable ones. Keyed BLAKE2s and
 * XChaCha20-Poly1305, which it lacks, come from noble.
 */
export const nodePrimitives: CryptoPrimitives = {
  x25519PublicKey,
  x25519,
  blake2s: (data) => new Uint8Array(createHash('blake2s256').update(data).digest()),
  blake2sKeyed: noblePrimitives.blake2sKeyed,
  hmacBlake2s: (key, data) => new Uint8Array(createHmac('blake2s256', key).update(data).digest()),
  aeadSeal: (key, counter, ad, plaintext) => nodeChaCha20Poly1305.seal(key, nonceOf(counter), ad, plaintext),
  aeadOpen: (key, counter, ad, sealed) => nodeChaCha20Poly1305.open(key, nonceOf(counter), ad, sealed),
  xaeadSeal: noblePrimitives.xaeadSeal,
  xaeadOpen: noblePrimitives.xaeadOpen,
  sha256: (data) => new Uint8Array(createHash('sha256').update(data).digest()),
  hmacSha256: (key, data) => new Uint8Array(createHmac('sha256', key).update(data).digest()),
  ed25519Verify,
};

/** Ed25519 signatures (64 bytes) under a 32-byte seed, whose key object is made once. */
export function ed25519Signer(seed: Uint8Array): (message: Uint8Array) => Uint8Array {
  const key = privateKeyObject('Ed25519', seed);
  return (message) => new Uint8Array(sign(null, message, key));
}
