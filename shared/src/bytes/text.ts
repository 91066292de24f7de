import { DecodeError } from './decode-error.ts';

/** UTF-8 (RFC 3629) of a string; a lone surrogate becomes U+FFFD. Not every engine has TextEncoder. */
export function utf8Encode(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) appendUtf8(bytes, character.codePointAt(0) as number);
  return Uint8Array.from(bytes);
}

function appendUtf8(bytes: number[], codePoint: number): void {
  if (codePoint < 0x80) bytes.push(codePoint);
  else if (codePoint < 0x800) bytes.push(0xc0 | (codePoint >> 6), continuation(codePoint));
  else if (codePoint >= 0xd800 && codePoint < 0xe000) bytes.push(0xef, 0xbf, 0xbd);
  else if (codePoint < 0x10000) {
    bytes.push(0xe0 | (codePoint >> 12), continuation(codePoint >> 6), continuation(codePoint));
  } else {
    const high = [0xf0 | (codePoint >> 18), continuation(codePoint >> 12)];
    bytes.push(...high, continuation(codePoint >> 6), continuation(codePoint));
  }
}

function continuation(bits: number): number {
  return 0x80 | (bits & 0x3f);
}

/** The string whose UTF-8 this is; DecodeError for overlong forms, surrogates and anything else not well-formed. */
export function utf8Decode(bytes: Uint8Array): string {
  let text = '';
  let offset = 0;
  while (offset < bytes.length) {
    const length = sequenceLength(bytes[offset] as number);
    const codePoint = readSequence(bytes, offset, length);
    text += String.fromCodePoint(codePoint);
    offset += length;
  }
  return text;
}

function sequenceLength(lead: number): 1 | 2 | 3 | 4 {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  if (lead >= 0xf0 && lead < 0xf5) return 4;
  throw new DecodeError('not UTF-8');
}

const SMALLEST_OF_LENGTH = { 1: 0, 2: 0x80, 3: 0x800, 4: 0x10000 } as const;
const LEAD_BITS = { 1: 0x7f, 2: 0x1f, 3: 0x0f, 4: 0x07 } as const;

function readSequence(bytes: Uint8Array, offset: number, length: 1 | 2 | 3 | 4): number {
  let codePoint = (bytes[offset] as number) & LEAD_BITS[length];
  for (let index = 1; index < length; index++) {
    const byte = bytes[offset + index];
    if (byte === undefined || (byte & 0xc0) !== 0x80) throw new DecodeError('not UTF-8');
    codePoint = (codePoint << 6) | (byte & 0x3f);
  }
  const surrogate = codePoint >= 0xd800 && codePoint < 0xe000;
  if (codePoint < SMALLEST_OF_LENGTH[length] || codePoint > 0x10ffff || surrogate)
    throw new DecodeError('not UTF-8');
  return codePoint;
}
