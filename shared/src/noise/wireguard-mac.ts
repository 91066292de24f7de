import type { Endpoint } from '../address/endpoint.ts';
import { bytesEqual, concatBytes, secretsEqual } from '../bytes/bytes.ts';
import { utf8Encode } from '../bytes/text.ts';
import { Writer } from '../bytes/writer.ts';
import type { CryptoPrimitives } from '../crypto/primitives.ts';
import { encodeCookieReply, parseCookieReply } from './wireguard-message.ts';

/*
 * Whitepaper sections 5.3, 5.4.4 and 5.4.7. The last 32 bytes of messages 1 and 2 are mac1, which proves that the
 * sender knows the receiver's public key, and mac2, which under load proves that the sender receives at its source.
 */

export const MAC_LENGTH = 16;
/** A cookie, and the receiver's secret behind it, serve for this long. */
export const COOKIE_LIFETIME_MS = 120_000;

const LABEL_MAC1 = utf8Encode('mac1----');
const LABEL_COOKIE = utf8Encode('cookie--');

/** The keys of everything that is addressed to the holder of one public key; worth keeping with it. */
export interface MacKeys {
  readonly mac1Key: Uint8Array;
  readonly cookieKey: Uint8Array;
}

/** Keys of mac1 and of cookies, which follow from the public key of whoever receives (WireGuard whitepaper 5.4.4, 5.4.7). */
export function macKeysOf(crypto: CryptoPrimitives, receiverPublicKey: Uint8Array): MacKeys {
  return {
    mac1Key: crypto.blake2s(concatBytes(LABEL_MAC1, receiverPublicKey)),
    cookieKey: crypto.blake2s(concatBytes(LABEL_COOKIE, receiverPublicKey)),
  };
}

/** A whole message 1 or 2 from the bytes before its MACs, with mac2 zero. */
export function appendMacs(crypto: CryptoPrimitives, mac1Key: Uint8Array, body: Uint8Array): Uint8Array {
  return concatBytes(body, crypto.blake2sKeyed(mac1Key, body, 16), new Uint8Array(MAC_LENGTH));
}

/** True when mac1 of a whole message 1 or 2 is right; `mac1Key` is that of one's own public key. */
export function hasValidMac1(crypto: CryptoPrimitives, mac1Key: Uint8Array, message: Uint8Array): boolean {
  return secretsEqual(mac1Of(message), crypto.blake2sKeyed(mac1Key, beforeMac1(message), 16));
}

/** The same message with mac2 under a cookie; equal in all bytes before it. */
export function withMac2(crypto: CryptoPrimitives, message: Uint8Array, cookie: Uint8Array): Uint8Array {
  const body = beforeMac2(message);
  return concatBytes(body, crypto.blake2sKeyed(cookie, body, 16));
}

/** True when mac2 of a whole message 1 or 2 was made with this cookie. */
export function hasValidMac2(crypto: CryptoPrimitives, cookie: Uint8Array, message: Uint8Array): boolean {
  const mac2 = message.subarray(-MAC_LENGTH);
  return secretsEqual(mac2, crypto.blake2sKeyed(cookie, beforeMac2(message), 16));
}

/** False where mac2 of a whole message 1 or 2 is zero: its sender has no cookie, and says so. */
export function carriesMac2(message: Uint8Array): boolean {
  for (let at = message.length - MAC_LENGTH; at < message.length; at++) if (message[at] !== 0) return true;
  return false;
}

/** True when two messages differ at most in mac2, so that one is a repeat of the other. */
export function isRepeat(message: Uint8Array, earlier: Uint8Array): boolean {
  return bytesEqual(beforeMac2(message), beforeMac2(earlier));
}

/** The cookie of one source under a secret of 32 random bytes, which is replaced every `COOKIE_LIFETIME_MS`. */
export function cookieOf(crypto: CryptoPrimitives, secret: Uint8Array, source: Endpoint): Uint8Array {
  const text = new Writer(18).bytes(source.address.bytes).u16(source.port).finish();
  return crypto.blake2sKeyed(secret, text, 16);
}

/** Message 3: answers a message 1 or 2 under load with the cookie of its source, readable by its sender only. */
export function createCookieReply(
  crypto: CryptoPrimitives,
  options: {
    /** Of one's own public key. */
    readonly cookieKey: Uint8Array;
    /** The whole message that is answered. */
    readonly message: Uint8Array;
    readonly cookie: Uint8Array;
    /** 24 random bytes. */
    readonly nonce: Uint8Array;
  },
): Uint8Array {
  const { cookieKey, message, cookie, nonce } = options;
  return encodeCookieReply({
    receiverIndex: new DataView(message.buffer, message.byteOffset).getUint32(4, true),
    nonce,
    sealedCookie: crypto.xaeadSeal(cookieKey, nonce, mac1Of(message), cookie),
  });
}

/**
 * The cookie of a message 3, or undefined when it does not answer `sent`, the last message 1 or 2 to that peer.
 * `cookieKey` is that of the peer's public key.
 */
export function consumeCookieReply(
  crypto: CryptoPrimitives,
  options: { readonly cookieKey: Uint8Array; readonly sent: Uint8Array; readonly reply: Uint8Array },
): Uint8Array | undefined {
  const { cookieKey, sent } = options;
  const reply = parseCookieReply(options.reply);
  return reply && crypto.xaeadOpen(cookieKey, reply.nonce, mac1Of(sent), reply.sealedCookie);
}

function beforeMac1(message: Uint8Array): Uint8Array {
  return message.subarray(0, -2 * MAC_LENGTH);
}

function beforeMac2(message: Uint8Array): Uint8Array {
  return message.subarray(0, -MAC_LENGTH);
}

function mac1Of(message: Uint8Array): Uint8Array {
  return message.subarray(-2 * MAC_LENGTH, -MAC_LENGTH);
}
