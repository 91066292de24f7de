import { hchacha } from '@noble/ciphers/chacha.js';
import chacha from '../../vectors/wycheproof-chacha20-poly1305.json' with { type: 'json' };
import curve from '../../vectors/wycheproof-x25519.json' with { type: 'json' };
import xchacha from '../../vectors/wycheproof-xchacha20-poly1305.json' with { type: 'json' };
import { hexDecode, hexEncode } from '../bytes/bits-text.ts';
import type { CryptoPrimitives, NonceAead } from '../crypto/primitives.ts';

/** What a trial of published vectors came to. */
export interface Outcome {
  /** Vectors whose published result was given. */
  readonly given: number;
  /** Vectors that were refused as they must be. */
  readonly refused: number;
  /** Ids of those with which neither happened. */
  readonly wrong: readonly number[];
}

type AeadVector = (typeof chacha.tests)[number];
/** How an implementation seals and opens the text of a vector. */
type AeadTrial = (vector: AeadVector) => {
  readonly seal: (ad: Uint8Array, plaintext: Uint8Array) => Uint8Array;
  readonly open: (ad: Uint8Array, sealed: Uint8Array) => Uint8Array | undefined;
};

const COUNTER_BYTES = 8;
/** "expand 32-byte k", the constant of ChaCha20. */
const SIGMA = Uint32Array.of(0x61707865, 0x3320646e, 0x79622d32, 0x6b206574);
const NOTHING = '00'.repeat(32);

/**
 * X25519. Of the results that Wycheproof calls acceptable, either is right by RFC 7748; ours is to refuse a shared secret
 * of zeros (section 6.1) and to compute all others: points on the twist, and points that are not reduced (section 5).
 */
export function tryProducts({ x25519 }: CryptoPrimitives): Outcome {
  return outcomeOf(curve.tests, (vector) => {
    const secret = x25519(hexDecode(vector.private), hexDecode(vector.public));
    if (secret === undefined) return vector.result === 'acceptable' && vector.shared === NOTHING && 'refused';
    return vector.shared !== NOTHING && hexEncode(secret) === vector.shared && 'given';
  });
}

/** ChaCha20-Poly1305 with the nonces as they are published, 9 of another length than 12 bytes among them. */
export function tryNonces({ seal, open }: NonceAead): Outcome {
  return tryAead(chacha.tests, ({ key, nonce }) => ({
    seal: (ad, plaintext) => seal(hexDecode(key), hexDecode(nonce), ad, plaintext),
    open: (ad, sealed) => open(hexDecode(key), hexDecode(nonce), ad, sealed),
  }));
}

/**
 * ChaCha20-Poly1305 with nonces that count: of ChaCha20-Poly1305 the few that begin with four zero bytes, and of
 * XChaCha20-Poly1305 all of 24 bytes, which is the same under a key of its own for each vector.
 */
export function tryCounters({ aeadSeal, aeadOpen }: CryptoPrimitives): Outcome {
  const counting = [
    ...chacha.tests.filter(({ nonce }) => /^0{8}.{16}$/.test(nonce)),
    ...xchacha.tests.filter(({ nonce }) => nonce.length === 48),
  ];
  return tryAead(counting, (vector) => {
    const nonce = hexDecode(vector.nonce);
    const key = nonce.length === 12 ? hexDecode(vector.key) : subkeyOf(hexDecode(vector.key), nonce);
    const counter = new DataView(nonce.buffer).getBigUint64(nonce.length - COUNTER_BYTES, true);
    return {
      seal: (ad, plaintext) => aeadSeal(key, counter, ad, plaintext),
      open: (ad, sealed) => aeadOpen(key, counter, ad, sealed),
    };
  });
}

/** XChaCha20-Poly1305, 9 nonces of another length than 24 bytes among them. */
export function tryExtended({ xaeadSeal, xaeadOpen }: CryptoPrimitives): Outcome {
  return tryAead(xchacha.tests, ({ key, nonce }) => ({
    seal: (ad, plaintext) => xaeadSeal(hexDecode(key), hexDecode(nonce), ad, plaintext),
    open: (ad, sealed) => xaeadOpen(hexDecode(key), hexDecode(nonce), ad, sealed),
  }));
}

function tryAead(vectors: readonly AeadVector[], trial: AeadTrial): Outcome {
  return outcomeOf(vectors, (vector) => {
    const { seal, open } = trial(vector);
    const ad = hexDecode(vector.ad);
    const sealed = hexOf(() => seal(ad, hexDecode(vector.plaintext)));
    const opened = hexOf(() => open(ad, hexDecode(vector.sealed)));
    if (vector.result === 'valid') return sealed === vector.sealed && opened === vector.plaintext && 'given';
    return sealed !== vector.sealed && opened === undefined && 'refused';
  });
}

function outcomeOf<Vector extends { readonly id: number }>(
  vectors: readonly Vector[],
  trial: (vector: Vector) => 'given' | 'refused' | false,
): Outcome {
  const results = vectors.map((vector) => ({ id: vector.id, came: trial(vector) }));
  const of = (wanted: 'given' | 'refused') => results.filter(({ came }) => came === wanted).length;
  const wrong = results.filter(({ came }) => came === false).map(({ id }) => id);
  return { given: of('given'), refused: of('refused'), wrong };
}

/** Undefined for a refusal, be it a throw. */
function hexOf(action: () => Uint8Array | undefined): string | undefined {
  try {
    const value = action();
    return value && hexEncode(value);
  } catch {
    return undefined;
  }
}

/** The key of which XChaCha20-Poly1305 is ChaCha20-Poly1305 (draft-irtf-cfrg-xchacha section 2.3). */
function subkeyOf(key: Uint8Array, nonce: Uint8Array): Uint8Array {
  const subkey = new Uint32Array(8);
  const words = (of: Uint8Array) => new Uint32Array(of.slice().buffer);
  hchacha(SIGMA, words(key), words(nonce.subarray(0, 16)), subkey);
  return new Uint8Array(subkey.buffer);
}
