import { DecodeError } from '../bytes/decode-error.ts';
import { Reader } from '../bytes/reader.ts';

/*
 * STUN message (RFC 8489 sections 5 and 14), numbers big-endian:
 *
 *   type u16, its two highest bits 0 | length u16, of all attributes | magic cookie u32 | transaction id 12
 *   attributes: type u16 | length u16, without padding | value | 0 to 3 bytes of padding to a multiple of 4
 *
 * What the padding holds is ignored; bytes after the last attribute are refused.
 */

/** Bytes 4 to 7 of a STUN message (RFC 8489 section 5); no session index has these bytes. */
export const STUN_MAGIC_COOKIE = 0x2112a442;
export const STUN_HEADER_LENGTH = 20;
/** Random bytes by which an answer names its request. */
export const STUN_TRANSACTION_ID_LENGTH = 12;

/** Attributes by their numbers (RFC 8489 section 18.3): those that this package reads, or reads past for a reason. */
export const STUN_ATTRIBUTE = {
  mappedAddress: 0x0001,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  messageIntegritySha256: 0x001c,
  xorMappedAddress: 0x0020,
  software: 0x8022,
} as const;

export interface StunMessage {
  readonly type: number;
  readonly transactionId: Uint8Array;
  /** Values by type; of an attribute that comes twice the first counts (RFC 8489 section 14). */
  readonly attributes: ReadonlyMap<number, Uint8Array>;
}

/** The message that this datagram is from its first byte to its last; DecodeError for anything else. */
export function decodeStunMessage(datagram: Uint8Array): StunMessage {
  const reader = new Reader(datagram);
  if (reader.remaining < STUN_HEADER_LENGTH)
    throw new DecodeError(`${reader.remaining} bytes are too few for the header of a STUN message`);
  const type = reader.u16();
  if (type > 0x3fff) throw new DecodeError('no STUN message: its first two bits are not zero');
  const length = reader.u16();
  if (reader.u32() !== STUN_MAGIC_COOKIE)
    throw new DecodeError('no STUN message: the magic cookie is missing');
  const transactionId = reader.bytes(STUN_TRANSACTION_ID_LENGTH);
  if (length !== reader.remaining)
    throw new DecodeError(`a STUN message says ${length} bytes after its header and has ${reader.remaining}`);
  if (length % 4 !== 0) throw new DecodeError(`the length ${length} of a STUN message is no multiple of 4`);
  return { type, transactionId, attributes: readAttributes(reader) };
}

/** What follows a message integrity is not covered by it and must be ignored (RFC 8489 sections 14.5 and 14.6). */
const LAST_READ: readonly number[] = [STUN_ATTRIBUTE.messageIntegrity, STUN_ATTRIBUTE.messageIntegritySha256];

function readAttributes(reader: Reader): ReadonlyMap<number, Uint8Array> {
  const attributes = new Map<number, Uint8Array>();
  let ignored = false;
  while (reader.remaining > 0) {
    const type = reader.u16();
    const value = reader.bytes(reader.u16());
    reader.skip(paddingAfter(value.length));
    if (!ignored && !attributes.has(type)) attributes.set(type, value);
    ignored ||= LAST_READ.includes(type);
  }
  return attributes;
}

function paddingAfter(length: number): number {
  return (4 - (length % 4)) % 4;
}
