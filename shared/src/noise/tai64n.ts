import { compareBytes } from '../bytes/bytes.ts';
import { Reader } from '../bytes/reader.ts';

/**
 * A moment as TAI64N: seconds as u64 (2^62 at 1970-01-01 00:00:10 TAI), nanoseconds as u32, big-endian.
 * Only its order matters: a responder accepts stamps of one peer only in rising order.
 */
export type Tai64n = Uint8Array;

export const TAI64N_LENGTH = 12;

const UNIX_EPOCH = 0x4000_0000_0000_000an;
const NANOSECONDS_PER_SECOND = 1_000_000_000;
/** Stamps are cut to 16.8 ms, so that they tell an observer nothing about the clock's fine structure. */
const STEP_NANOSECONDS = 2 ** 24;

/**
 * The stamp of a wall clock's milliseconds since 1970, or the next one after `last` when the clock is not beyond it.
 * A device whose clock went back is therefore still heard.
 */
export function tai64nAfter(unixMilliseconds: number, last?: Tai64n): Tai64n {
  const now = stampOf(unixMilliseconds);
  return last && compareBytes(now, last) <= 0 ? nextStamp(last) : now;
}

/** True when `stamp` may be accepted after `last`. */
export function isLaterTai64n(stamp: Tai64n, last: Tai64n | undefined): boolean {
  return last === undefined || compareBytes(stamp, last) > 0;
}

function stampOf(unixMilliseconds: number): Tai64n {
  const seconds = Math.floor(unixMilliseconds / 1000);
  const nanoseconds = (unixMilliseconds - seconds * 1000) * 1_000_000;
  return encode(UNIX_EPOCH + BigInt(seconds), nanoseconds - (nanoseconds % STEP_NANOSECONDS));
}

function nextStamp(last: Tai64n): Tai64n {
  const reader = new Reader(last);
  const seconds = reader.u64();
  const nanoseconds = reader.u32() + STEP_NANOSECONDS;
  return nanoseconds < NANOSECONDS_PER_SECOND ? encode(seconds, nanoseconds) : encode(seconds + 1n, 0);
}

function encode(seconds: bigint, nanoseconds: number): Tai64n {
  const stamp = new Uint8Array(TAI64N_LENGTH);
  const view = new DataView(stamp.buffer);
  view.setBigUint64(0, seconds);
  view.setUint32(8, nanoseconds);
  return stamp;
}
