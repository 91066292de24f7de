/*
 * Fields of frames and records:
 *
 *   tag u16 | length u16 | value (length bytes)
 *
 * in any order, each tag at most once. A list is one field that holds its items one after another; an empty
 * list is left out. Unknown tags are skipped and counted.
 */
import { DecodeError } from '../bytes/decode-error.ts';
import { Reader } from '../bytes/reader.ts';
import { Writer } from '../bytes/writer.ts';
import type { ValueCodec } from './field-value.ts';

/** A tag and the form of its value. */
export interface Field<T> extends ValueCodec<T> {
  readonly tag: number;
}

/** A tag whose value is a list of at most `limit` items. */
export interface ListField<T> extends Field<readonly T[]> {
  readonly limit: number;
}

/** A field of this tag with one value. */
export function field<T>(tag: number, value: ValueCodec<T>): Field<T> {
  return { tag, ...value };
}

/** A field with one value after the other, at most `limit`: more is a RangeError in writing, a DecodeError in reading. */
export function listField<T>(tag: number, limit: number, item: ValueCodec<T>): ListField<T> {
  return {
    tag,
    limit,
    write(writer, items) {
      if (items.length > limit) throw new RangeError(`${items.length} items, at most ${limit}`);
      for (const one of items) item.write(writer, one);
    },
    read(reader) {
      const items: T[] = [];
      while (reader.remaining > 0) {
        if (items.length === limit) throw new DecodeError(`more than ${limit} items`);
        items.push(item.read(reader));
      }
      return items;
    },
  };
}

/** Writes fields one after another. */
export class FieldWriter {
  readonly #writer: Writer;

  constructor(writer = new Writer()) {
    this.#writer = writer;
  }

  one<T>(kind: Field<T>, value: T): this {
    this.#writer.u16(kind.tag).u16(0);
    const start = this.#writer.length;
    kind.write(this.#writer, value);
    this.#writer.patchU16(start - 2, this.#writer.length - start);
    return this;
  }

  optional<T>(kind: Field<T>, value: T | undefined): this {
    return value === undefined ? this : this.one(kind, value);
  }

  list<T>(kind: ListField<T>, items: readonly T[]): this {
    return items.length === 0 ? this : this.one<readonly T[]>(kind, items);
  }

  /** A copy of everything written. */
  finish(): Uint8Array {
    return this.#writer.finish();
  }
}

/** The fields of one frame or record by tag. Construction and every read throw DecodeError for malformed fields. */
export class FieldReader {
  readonly #values = new Map<number, Uint8Array>();
  readonly #known = new Set<number>();

  constructor(bytes: Uint8Array) {
    const reader = new Reader(bytes);
    while (reader.remaining > 0) {
      const tag = reader.u16();
      if (this.#values.has(tag)) throw new DecodeError(`field ${tag} twice`);
      this.#values.set(tag, reader.bytes(reader.u16()));
    }
  }

  /** Number of fields that nothing has asked for. */
  get unknown(): number {
    let count = 0;
    for (const tag of this.#values.keys()) if (!this.#known.has(tag)) count++;
    return count;
  }

  one<T>(kind: Field<T>): T {
    const value = this.optional(kind);
    if (value === undefined) throw new DecodeError(`field ${kind.tag} is missing`);
    return value;
  }

  optional<T>(kind: Field<T>): T | undefined {
    this.#known.add(kind.tag);
    const bytes = this.#values.get(kind.tag);
    if (bytes === undefined) return undefined;
    const reader = new Reader(bytes);
    const value = kind.read(reader);
    reader.end();
    return value;
  }

  list<T>(kind: ListField<T>): readonly T[] {
    return this.optional<readonly T[]>(kind) ?? [];
  }
}
