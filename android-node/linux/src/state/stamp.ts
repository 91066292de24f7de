import type { StateDirectory } from './state-directory.ts';

const TAI64_EPOCH = 2n ** 62n + 10n;
const FILE = 'enrolment.stamp';

/**
 * Next TAI64N stamp for an enrolment message (8 bytes seconds, 4 bytes nanoseconds, big-endian): the wall clock,
 * or one nanosecond after the last stamp where the clock went back. Stored before it is returned, so no run ever
 * repeats one.
 */
export function nextEnrolmentStamp(directory: StateDirectory, wallClockMs: number): Uint8Array {
  const wall = BigInt(Math.trunc(wallClockMs)) * 1_000_000n;
  const last = BigInt(directory.read(FILE) ?? '0');
  const nanoseconds = wall > last ? wall : last + 1n;
  directory.write(FILE, nanoseconds.toString());
  return encodeTai64n(nanoseconds);
}

/** TAI64N of nanoseconds since 1970 (UTC, leap seconds as WireGuard: a fixed offset of 10). */
export function encodeTai64n(nanosecondsSince1970: bigint): Uint8Array {
  const stamp = new Uint8Array(12);
  const view = new DataView(stamp.buffer);
  view.setBigUint64(0, TAI64_EPOCH + nanosecondsSince1970 / 1_000_000_000n);
  view.setUint32(8, Number(nanosecondsSince1970 % 1_000_000_000n));
  return stamp;
}
