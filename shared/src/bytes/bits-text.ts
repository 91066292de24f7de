import { DecodeError } from './decode-error.ts';

const HEX = '0123456789abcdef';
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Lower-case hexadecimal. */
export function hexEncode(bytes: Uint8Array): string {
  return encodeBits(bytes, HEX, 4);
}

/** Bytes of hexadecimal text in either case. */
export function hexDecode(text: string): Uint8Array {
  if (text.length % 2 !== 0) throw new DecodeError('odd number of hexadecimal digits');
  return decodeBits(text.toLowerCase(), HEX, 4);
}

/** Base32 of RFC 4648 section 6 in lower case without padding. */
export function base32Encode(bytes: Uint8Array): string {
  return encodeBits(bytes, BASE32, 5);
}

/** Bytes of base32 text in either case without padding; left-over bits must be zero. */
export function base32Decode(text: string): Uint8Array {
  return decodeBits(text.toLowerCase(), BASE32, 5);
}

/** Base64url of RFC 4648 section 5 without padding. */
export function base64UrlEncode(bytes: Uint8Array): string {
  return encodeBits(bytes, BASE64URL, 6);
}

/** Bytes of base64url text without padding; left-over bits must be zero. */
export function base64UrlDecode(text: string): Uint8Array {
  return decodeBits(text, BASE64URL, 6);
}

function encodeBits(bytes: Uint8Array, alphabet: string, width: number): string {
  let text = '';
  let pending = 0;
  let bits = 0;
  for (const byte of bytes) {
    pending = (pending << 8) | byte;
    bits += 8;
    while (bits >= width) {
      bits -= width;
      text += alphabet[pending >> bits];
      pending &= (1 << bits) - 1;
    }
  }
  return bits === 0 ? text : text + alphabet[pending << (width - bits)];
}

function decodeBits(text: string, alphabet: string, width: number): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * width) / 8));
  let length = 0;
  let pending = 0;
  let bits = 0;
  for (const character of text) {
    const value = alphabet.indexOf(character);
    if (value < 0) throw new DecodeError('character outside the alphabet');
    pending = (pending << width) | value;
    bits += width;
    if (bits < 8) continue;
    bits -= 8;
    bytes[length++] = pending >> bits;
    pending &= (1 << bits) - 1;
  }
  if (bits >= width || pending !== 0) throw new DecodeError('left-over bits');
  return bytes;
}
