import type { Endpoint } from '../address/endpoint.ts';
import { DecodeError } from '../bytes/decode-error.ts';
import { Reader } from '../bytes/reader.ts';
import { utf8Decode } from '../bytes/text.ts';
import { Writer } from '../bytes/writer.ts';
import { STUN_MAGIC_COOKIE } from './stun-message.ts';

/*
 * Values of attributes (RFC 8489 section 14), numbers big-endian:
 *
 *   MAPPED-ADDRESS       ignored u8 | family u8, 1 IPv4 or 2 IPv6 | port u16 | address 4 or 16 bytes
 *   XOR-MAPPED-ADDRESS   the same, the port XORed with the cookie's first half, the address with cookie ‖ transaction id
 *   ERROR-CODE           ignored 21 bits | class 3 bits, 3 to 6 | number u8, 0 to 99 | reason
 *   SOFTWARE             text
 *
 * No value has bytes left over.
 */

const FAMILIES: Readonly<Record<number, { readonly family: 4 | 6; readonly length: number }>> = {
  1: { family: 4, length: 4 },
  2: { family: 6, length: 16 },
};

/** Endpoint of MAPPED-ADDRESS. */
export function readMappedAddress(value: Uint8Array): Endpoint {
  const reader = new Reader(value);
  reader.skip(1);
  const code = reader.u8();
  const known = FAMILIES[code];
  if (known === undefined) throw new DecodeError(`a STUN address of the unknown family ${code}`);
  const port = reader.u16();
  const bytes = reader.bytes(known.length);
  reader.end();
  return { address: { family: known.family, bytes }, port };
}

/** Endpoint of XOR-MAPPED-ADDRESS: hidden from translators that rewrite every address they find in a packet. */
export function readXorMappedAddress(value: Uint8Array, transactionId: Uint8Array): Endpoint {
  const { address, port } = readMappedAddress(value);
  const mask = new Writer(16).u32(STUN_MAGIC_COOKIE).bytes(transactionId).finish();
  const bytes = address.bytes.map((byte, index) => byte ^ (mask[index] as number));
  return { address: { family: address.family, bytes }, port: port ^ (STUN_MAGIC_COOKIE >>> 16) };
}

/** Code, 300 to 699, and reason of ERROR-CODE. */
export function readErrorCode(value: Uint8Array): { readonly code: number; readonly reason: string } {
  const reader = new Reader(value);
  reader.skip(2);
  const [hundreds, rest] = [reader.u8() & 0x07, reader.u8()];
  if (hundreds < 3 || hundreds > 6 || rest > 99)
    throw new DecodeError(`a STUN error of class ${hundreds} and number ${rest}`);
  return { code: hundreds * 100 + rest, reason: readPhrase(reader.rest()) };
}

const LONGEST_PHRASE = { characters: 128, bytes: 763 } as const;

/** Words of another program as they came: control characters too, for old servers end text by NUL. */
export function readPhrase(value: Uint8Array): string {
  if (value.length > LONGEST_PHRASE.bytes) throw new DecodeError(`a STUN text of ${value.length} bytes`);
  const text = utf8Decode(value);
  const characters = [...text].length;
  if (characters > LONGEST_PHRASE.characters)
    throw new DecodeError(`a STUN text of ${characters} characters`);
  return text;
}
