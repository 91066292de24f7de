/** Checks of what callers hand in: the addon trusts types and ranges after these. All throw `TypeError` or `RangeError`. */

/** A whole number within bounds, both included. */
export function integer(name: string, value: number, from: number, to: number): number {
  if (!Number.isInteger(value)) throw new TypeError(`${name} is not a whole number`);
  if (value < from || value > to) throw new RangeError(`${name} is outside ${from} to ${to}`);
  return value;
}

/** A number that fits an unsigned 32-bit field: peers, sockets, indices. */
export function unsigned32(name: string, value: number): number {
  return integer(name, value, 0, 0xffffffff);
}

/** A duration in milliseconds: finite, not negative. */
export function milliseconds(name: string, value: number): number {
  if (!Number.isFinite(value) || value < 0) throw new RangeError(`${name} is not a time in milliseconds`);
  return value;
}

/** A moment on the boot clock in milliseconds; negative where it lies before the machine's start. */
export function instant(name: string, value: number): number {
  if (!Number.isFinite(value)) throw new RangeError(`${name} is not a time in milliseconds`);
  return value;
}

/** Bytes of exactly this length. */
export function key(name: string, value: Uint8Array, length = 32): Uint8Array {
  if (bytes(name, value).length !== length) throw new RangeError(`${name} is not ${length} bytes long`);
  return value;
}

/** Bytes of at most 65,535, the most that a packet can hold. */
export function bytes(name: string, value: Uint8Array): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new TypeError(`${name} is not a Uint8Array`);
  if (value.length > 0xffff) throw new RangeError(`${name} is longer than 65535 bytes`);
  return value;
}

/** A string; TypeError with the name of the argument otherwise, as of all below. */
export function text(name: string, value: string): string {
  if (typeof value !== 'string') throw new TypeError(`${name} is not a string`);
  return value;
}

/** A list of strings. */
export function texts(name: string, values: readonly string[]): readonly string[] {
  if (!Array.isArray(values)) throw new TypeError(`${name} is not an array`);
  for (const value of values) text(name, value);
  return values;
}

/** One of the allowed values. */
export function oneOf<T extends string | number>(name: string, value: T, allowed: readonly T[]): T {
  if (!allowed.includes(value)) throw new TypeError(`${name} is none of ${allowed.join(', ')}`);
  return value;
}
