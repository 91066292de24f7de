import { DecodeError } from '../bytes/decode-error.ts';
import type { Writer } from '../bytes/writer.ts';

/*
 * Domain name (RFC 1035 sections 3.1 and 4.1.4): labels of length u8 and 1 to 63 bytes, then a zero; or at any
 * place a pointer (two bits 11 and a 14-bit offset) to an earlier name of the same message. As text: labels joined
 * by dots, no final dot, the root is ''. Dots, backslashes and bytes that are not printable ASCII are written \DDD.
 */

const LARGEST_LABEL = 63;
/** With all length bytes and the final zero. */
const LARGEST_NAME = 255;
/** A name of 127 labels needs no more; a longer chain only costs time, once for each record that begins with it. */
const MOST_POINTERS = 127;

/** A name and where it ends in the message. */
export interface DecodedName {
  readonly name: string;
  readonly end: number;
}

/** Reads the name at `offset`; DecodeError for one that is too long, cut off, or points anywhere but backwards. */
export function decodeDnsName(message: Uint8Array, offset: number): DecodedName {
  const labels: string[] = [];
  let at = offset;
  let end: number | undefined;
  let total = 1;
  let pointers = 0;
  for (;;) {
    const length = byteAt(message, at);
    if (length === 0) return { name: labels.join('.'), end: end ?? at + 1 };
    if (length >= 0xc0) {
      const target = ((length & 0x3f) << 8) | byteAt(message, at + 1);
      if (target >= at) throw new DecodeError('a name that points forwards');
      if (++pointers > MOST_POINTERS) throw new DecodeError('a name through too many pointers');
      end ??= at + 2;
      at = target;
      continue;
    }
    if (length > LARGEST_LABEL) throw new DecodeError('an unknown kind of label');
    total += length + 1;
    if (total > LARGEST_NAME) throw new DecodeError('a name longer than 255 bytes');
    byteAt(message, at + length);
    labels.push(labelText(message.subarray(at + 1, at + 1 + length)));
    at += length + 1;
  }
}

/** Writes a name without compression. RangeError when it breaks a limit, which names of messages and nodes do not. */
export function encodeDnsName(writer: Writer, name: string): void {
  const start = writer.length;
  for (const label of name === '' ? [] : name.split('.')) {
    const bytes = labelBytes(label);
    if (bytes.length === 0 || bytes.length > LARGEST_LABEL) throw new RangeError('a label of 1 to 63 bytes');
    writer.u8(bytes.length).bytes(bytes);
  }
  writer.u8(0);
  if (writer.length - start > LARGEST_NAME) throw new RangeError('a name of at most 255 bytes');
}

function byteAt(message: Uint8Array, offset: number): number {
  const byte = message[offset];
  if (byte === undefined) throw new DecodeError('a name that is cut off');
  return byte;
}

function labelText(label: Uint8Array): string {
  return Array.from(label, (byte) => {
    const plain = byte > 0x20 && byte < 0x7f && byte !== 0x2e && byte !== 0x5c;
    return plain ? String.fromCharCode(byte) : `\\${byte.toString().padStart(3, '0')}`;
  }).join('');
}

function labelBytes(label: string): Uint8Array {
  const parts = label.match(/\\[0-9]{3}|[^\\]/g) ?? [];
  return Uint8Array.from(parts, (part) => (part.length === 4 ? Number(part.slice(1)) : part.charCodeAt(0)));
}
