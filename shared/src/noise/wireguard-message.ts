import { Reader } from '../bytes/reader.ts';
import { Writer } from '../bytes/writer.ts';

/*
 * WireGuard's handshake messages (whitepaper section 5.4). Numbers are little-endian; each length is exact.
 *
 *   initiation 148    type 1 u32 | sender u32 | ephemeral 32 | sealed static 48 | sealed TAI64N 28 | mac1 16 | mac2 16
 *   response    92    type 2 u32 | sender u32 | receiver u32 | ephemeral 32 | sealed nothing 16 | mac1 16 | mac2 16
 *   cookie      64    type 3 u32 | receiver u32 | nonce 24 | sealed cookie 32
 *   transport  >=32   type 4 u32 | receiver u32 | counter u64 | sealed payload
 */

/** The first byte; the three after it are zero. */
export const WIREGUARD_TYPE = { initiation: 1, response: 2, cookieReply: 3, transport: 4 } as const;

export const INITIATION_LENGTH = 148;
export const RESPONSE_LENGTH = 92;
export const COOKIE_REPLY_LENGTH = 64;
export const TRANSPORT_HEADER_LENGTH = 16;
/** Bytes that sealing adds to a plaintext. */
export const TAG_LENGTH = 16;
/** Length of the shortest transport packet, which is the keep-alive. */
export const TRANSPORT_MIN_LENGTH = TRANSPORT_HEADER_LENGTH + TAG_LENGTH;

export interface InitiationMessage {
  readonly senderIndex: number;
  readonly ephemeralPublicKey: Uint8Array;
  readonly sealedStatic: Uint8Array;
  readonly sealedTimestamp: Uint8Array;
}

export interface ResponseMessage {
  readonly senderIndex: number;
  readonly receiverIndex: number;
  readonly ephemeralPublicKey: Uint8Array;
  readonly sealedNothing: Uint8Array;
}

export interface CookieReplyMessage {
  readonly receiverIndex: number;
  readonly nonce: Uint8Array;
  readonly sealedCookie: Uint8Array;
}

/** True for a datagram whose first four bytes are this type. */
export function hasWireguardType(datagram: Uint8Array, type: number): boolean {
  return datagram[0] === type && datagram[1] === 0 && datagram[2] === 0 && datagram[3] === 0;
}

/** All bytes before the MACs. */
export function encodeInitiation(message: InitiationMessage): Uint8Array {
  return new Writer(INITIATION_LENGTH)
    .u32le(WIREGUARD_TYPE.initiation)
    .u32le(message.senderIndex)
    .bytes(message.ephemeralPublicKey)
    .bytes(message.sealedStatic)
    .bytes(message.sealedTimestamp)
    .finish();
}

/** All bytes before the MACs. */
export function encodeResponse(message: ResponseMessage): Uint8Array {
  return new Writer(RESPONSE_LENGTH)
    .u32le(WIREGUARD_TYPE.response)
    .u32le(message.senderIndex)
    .u32le(message.receiverIndex)
    .bytes(message.ephemeralPublicKey)
    .bytes(message.sealedNothing)
    .finish();
}

/** Message 3, 64 bytes (WireGuard whitepaper 5.4.7). */
export function encodeCookieReply(message: CookieReplyMessage): Uint8Array {
  return new Writer(COOKIE_REPLY_LENGTH)
    .u32le(WIREGUARD_TYPE.cookieReply)
    .u32le(message.receiverIndex)
    .bytes(message.nonce)
    .bytes(message.sealedCookie)
    .finish();
}

/** Undefined unless type and length are an initiation's; the MACs are not looked at. */
export function parseInitiation(datagram: Uint8Array): InitiationMessage | undefined {
  const reader = openMessage(datagram, WIREGUARD_TYPE.initiation, INITIATION_LENGTH);
  return (
    reader && {
      senderIndex: reader.u32le(),
      ephemeralPublicKey: reader.bytes(32),
      sealedStatic: reader.bytes(48),
      sealedTimestamp: reader.bytes(28),
    }
  );
}

/** Undefined unless type and length are a response's; the MACs are not looked at. */
export function parseResponse(datagram: Uint8Array): ResponseMessage | undefined {
  const reader = openMessage(datagram, WIREGUARD_TYPE.response, RESPONSE_LENGTH);
  return (
    reader && {
      senderIndex: reader.u32le(),
      receiverIndex: reader.u32le(),
      ephemeralPublicKey: reader.bytes(32),
      sealedNothing: reader.bytes(16),
    }
  );
}

/** Undefined unless type and length are a cookie reply's. */
export function parseCookieReply(datagram: Uint8Array): CookieReplyMessage | undefined {
  const reader = openMessage(datagram, WIREGUARD_TYPE.cookieReply, COOKIE_REPLY_LENGTH);
  return reader && { receiverIndex: reader.u32le(), nonce: reader.bytes(24), sealedCookie: reader.bytes(32) };
}

function openMessage(datagram: Uint8Array, type: number, length: number): Reader | undefined {
  if (datagram.length !== length || !hasWireguardType(datagram, type)) return undefined;
  const reader = new Reader(datagram);
  reader.skip(4);
  return reader;
}

/** Receiver index of a whole response, cookie reply or transport packet: whose of our handshakes or sessions it is. */
export function receiverIndexOf(datagram: Uint8Array): number {
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  return view.getUint32(datagram[0] === WIREGUARD_TYPE.response ? 8 : 4, true);
}
