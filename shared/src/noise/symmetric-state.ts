import { concatBytes } from '../bytes/bytes.ts';
import { utf8Encode } from '../bytes/text.ts';
import type { CryptoPrimitives } from '../crypto/primitives.ts';

/** Noise revision 34 section 5.2, as values: a message that fails to open leaves the state before it usable. */
export interface SymmetricState {
  /** `ck`, 32 bytes. */
  readonly chainingKey: Uint8Array;
  /** `h`, 32 bytes: everything both sides have said so far. */
  readonly hash: Uint8Array;
}

/**
 * A state after MixKey. In an IK handshake every key seals exactly once, so its nonce is always zero and
 * sealing gives the plain state back: no key can be used twice.
 */
export interface KeyedState extends SymmetricState {
  readonly key: Uint8Array;
}

const NOTHING = new Uint8Array();

/** HKDF of Noise section 4.3 with two outputs of 32 bytes (RFC 5869 with an empty info). */
export function hkdf2(
  crypto: CryptoPrimitives,
  chainingKey: Uint8Array,
  input: Uint8Array,
): readonly [Uint8Array, Uint8Array] {
  const secret = crypto.hmacBlake2s(chainingKey, input);
  const first = crypto.hmacBlake2s(secret, Uint8Array.of(1));
  return [first, crypto.hmacBlake2s(secret, concatBytes(first, Uint8Array.of(2)))];
}

/** The same with three outputs. */
export function hkdf3(
  crypto: CryptoPrimitives,
  chainingKey: Uint8Array,
  input: Uint8Array,
): readonly [Uint8Array, Uint8Array, Uint8Array] {
  const secret = crypto.hmacBlake2s(chainingKey, input);
  const first = crypto.hmacBlake2s(secret, Uint8Array.of(1));
  const second = crypto.hmacBlake2s(secret, concatBytes(first, Uint8Array.of(2)));
  return [first, second, crypto.hmacBlake2s(secret, concatBytes(second, Uint8Array.of(3)))];
}

/** InitializeSymmetric for a protocol name longer than 32 bytes, which all of ours are. */
export function initializeSymmetric(crypto: CryptoPrimitives, protocolName: string): SymmetricState {
  const hash = crypto.blake2s(utf8Encode(protocolName));
  return { chainingKey: hash, hash };
}

/** MixHash(data) (Noise section 5.2). */
export function mixHash<S extends SymmetricState>(crypto: CryptoPrimitives, state: S, data: Uint8Array): S {
  return { ...state, hash: crypto.blake2s(concatBytes(state.hash, data)) };
}

/** MixKey(input) (Noise section 5.2); the nonce begins at 0 again. */
export function mixKey(crypto: CryptoPrimitives, state: SymmetricState, input: Uint8Array): KeyedState {
  const [chainingKey, key] = hkdf2(crypto, state.chainingKey, input);
  return { chainingKey, key, hash: state.hash };
}

/** MixKeyAndHash(input) (Noise section 5.2), of pre-shared keys. */
export function mixKeyAndHash(
  crypto: CryptoPrimitives,
  state: SymmetricState,
  input: Uint8Array,
): KeyedState {
  const [chainingKey, mixed, key] = hkdf3(crypto, state.chainingKey, input);
  return mixHash(crypto, { chainingKey, key, hash: state.hash }, mixed);
}

/** EncryptAndHash(plaintext) (Noise section 5.2). A key seals once, with nonce 0, so what comes back has none. */
export function encryptAndHash(
  crypto: CryptoPrimitives,
  state: KeyedState,
  plaintext: Uint8Array,
): { readonly state: SymmetricState; readonly sealed: Uint8Array } {
  const sealed = crypto.aeadSeal(state.key, 0n, state.hash, plaintext);
  return { state: mixHash(crypto, withoutKey(state), sealed), sealed };
}

/** Undefined when the sealed bytes do not authenticate. */
export function decryptAndHash(
  crypto: CryptoPrimitives,
  state: KeyedState,
  sealed: Uint8Array,
): { readonly state: SymmetricState; readonly plaintext: Uint8Array } | undefined {
  const plaintext = crypto.aeadOpen(state.key, 0n, state.hash, sealed);
  return plaintext && { state: mixHash(crypto, withoutKey(state), sealed), plaintext };
}

/** Split: the key of what the initiator sends and the key of what the responder sends. */
export function split(
  crypto: CryptoPrimitives,
  state: SymmetricState,
): { readonly initiatorKey: Uint8Array; readonly responderKey: Uint8Array } {
  const [initiatorKey, responderKey] = hkdf2(crypto, state.chainingKey, NOTHING);
  return { initiatorKey, responderKey };
}

function withoutKey({ chainingKey, hash }: KeyedState): SymmetricState {
  return { chainingKey, hash };
}
