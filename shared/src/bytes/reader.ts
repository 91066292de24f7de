import { DecodeError } from './decode-error.ts';

/**
 * Reads fields from a byte string in order and never past its end.
 * Numbers are big-endian unless the method says `le`. Every method throws DecodeError when bytes are missing.
 */
export class Reader {
  #offset = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Number of bytes already read. */
  get offset(): number {
    return this.#offset;
  }

  /** Number of bytes not read yet. */
  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2));
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4));
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#take(8));
  }

  u32le(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  u64le(): bigint {
    return this.#view.getBigUint64(this.#take(8), true);
  }

  /** A copy of the next `length` bytes. */
  bytes(length: number): Uint8Array {
    const start = this.#take(length);
    return this.#bytes.slice(start, start + length);
  }

  /** A copy of everything that is left. */
  rest(): Uint8Array {
    return this.bytes(this.remaining);
  }

  skip(length: number): void {
    this.#take(length);
  }

  /** Fails unless everything has been read. */
  end(): void {
    if (this.remaining !== 0) throw new DecodeError(`${this.remaining} bytes too many`);
  }

  #take(length: number): number {
    if (length > this.remaining) throw new DecodeError(`${length} bytes wanted, ${this.remaining} left`);
    const start = this.#offset;
    this.#offset += length;
    return start;
  }
}
