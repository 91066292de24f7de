import { DecodeError } from '../bytes/decode-error.ts';
import type { Reader } from '../bytes/reader.ts';
import { utf8Decode, utf8Encode } from '../bytes/text.ts';
import type { Writer } from '../bytes/writer.ts';

/**
 * How one value of a field is written and read. `write` throws RangeError for a value outside its type's limits
 * (a mistake of ours), `read` throws DecodeError.
 */
export interface ValueCodec<T> {
  write(writer: Writer, value: T): void;
  read(reader: Reader): T;
}

/** Unsigned number of 8, 16 or 32 bits, at most `highest`. */
export function unsigned(bits: 8 | 16 | 32, highest = 2 ** bits - 1): ValueCodec<number> {
  const method = `u${bits}` as const;
  return {
    write: (writer, value) => writer[method](checkedInteger(value, highest)),
    read(reader) {
      const value = reader[method]();
      if (value > highest) throw new DecodeError(`number above ${highest}`);
      return value;
    },
  };
}

/** Unsigned number in 64 bits of which 53 are used, so that it is exact as a JavaScript number. */
export const safeInteger: ValueCodec<number> = {
  write: (writer, value) => writer.u64(BigInt(checkedInteger(value, Number.MAX_SAFE_INTEGER))),
  read(reader) {
    const value = Number(reader.u64());
    if (!Number.isSafeInteger(value)) throw new DecodeError('number above 53 bits');
    return value;
  },
};

/** Unsigned number of 64 bits. */
export const counter: ValueCodec<bigint> = {
  write: (writer, value) => writer.u64(value),
  read: (reader) => reader.u64(),
};

/** Exactly `length` bytes. */
export function fixedBytes(length: number): ValueCodec<Uint8Array> {
  return {
    write(writer, value) {
      if (value.length !== length) throw new RangeError(`${value.length} bytes instead of ${length}`);
      writer.bytes(value);
    },
    read: (reader) => reader.bytes(length),
  };
}

/** All bytes of the field, 1 to `highest`. */
export function boundedBytes(highest: number): ValueCodec<Uint8Array> {
  return {
    write(writer, value) {
      checkedInteger(value.length - 1, highest - 1);
      writer.bytes(value);
    },
    read(reader) {
      if (reader.remaining === 0 || reader.remaining > highest)
        throw new DecodeError('wrong number of bytes');
      return reader.rest();
    },
  };
}

/** A field without a value: its presence says true. */
export const presence: ValueCodec<true> = { write: () => undefined, read: () => true };

/** One of some words as the byte that the table gives it; another byte reads as `otherwise` or is malformed. */
export function choice<T extends string>(
  table: Readonly<Record<T, number>>,
  otherwise?: NoInfer<T>,
): ValueCodec<T> {
  const words = new Map(Object.entries<number>(table).map(([word, byte]) => [byte, word as T]));
  return {
    write: (writer, value) => writer.u8(table[value]),
    read(reader) {
      const word = words.get(reader.u8()) ?? otherwise;
      if (word === undefined) throw new DecodeError('value outside its table');
      return word;
    },
  };
}

/** A name that means something to a machine: 1 to `highest` bytes of UTF-8 without control characters. */
export function name(highest: number): ValueCodec<string> {
  return {
    write: (writer, value) => writeName(writer, value, highest),
    read: (reader) => readText(reader, 1, highest),
  };
}

/** As `name`, preceded by its length as u8: for items of lists. */
export function countedName(highest: number): ValueCodec<string> {
  return {
    write(writer, value) {
      writer.u8(utf8Encode(value).length & 0xff);
      writeName(writer, value, highest);
    },
    read(reader) {
      const length = reader.u8();
      if (length === 0 || length > highest) throw new DecodeError('name too long or empty');
      return withoutControls(utf8Decode(reader.bytes(length)));
    },
  };
}

/**
 * Words for a person, at most `highest` bytes of UTF-8. Writing cuts what is longer at a character and turns
 * control characters into spaces, since such words come from outside; reading refuses both.
 */
export function prose(highest: number): ValueCodec<string> {
  return {
    write(writer, value) {
      writer.bytes(cutUtf8(utf8Encode(value.replace(CONTROL_CHARACTERS, ' ')), highest));
    },
    read: (reader) => readText(reader, 0, highest),
  };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f]/g;

function withoutControls(text: string): string {
  if (text.search(CONTROL_CHARACTERS) >= 0) throw new DecodeError('control character');
  return text;
}

function writeName(writer: Writer, value: string, highest: number): void {
  const bytes = utf8Encode(value);
  checkedInteger(bytes.length - 1, highest - 1);
  if (value.search(CONTROL_CHARACTERS) >= 0) throw new RangeError('control character in a name');
  writer.bytes(bytes);
}

function readText(reader: Reader, lowest: number, highest: number): string {
  const length = reader.remaining;
  if (length < lowest || length > highest) throw new DecodeError(`text of ${length} bytes`);
  return withoutControls(utf8Decode(reader.rest()));
}

function cutUtf8(bytes: Uint8Array, highest: number): Uint8Array {
  let end = Math.min(bytes.length, highest);
  while (end < bytes.length && ((bytes[end] as number) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}

function checkedInteger(value: number, highest: number): number {
  if (!Number.isInteger(value) || value < 0 || value > highest) {
    throw new RangeError(`${value} is not a whole number from 0 to ${highest}`);
  }
  return value;
}
