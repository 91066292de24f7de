import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hexEncode } from '../bytes/bits-text.ts';
import { isLaterTai64n, tai64nAfter } from './tai64n.ts';

test('the epoch of 1970 has the label that TAI64 gives it', () => {
  expect(hexEncode(tai64nAfter(0))).toBe('400000000000000a00000000');
  expect(hexEncode(tai64nAfter(1_700_000_000_000))).toBe('400000006553f10a00000000');
});

test('a moment within a second is cut to a multiple of 2^24 nanoseconds', () => {
  expect(hexEncode(tai64nAfter(999))).toBe('400000000000000a3b000000');
});

test('stamps rise whatever the clock does', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 4_000_000_000_000 }), { maxLength: 100 }), (clock) => {
      let last: Uint8Array | undefined;
      for (const moment of clock) {
        const stamp = tai64nAfter(moment, last);
        expect(stamp).toHaveLength(12);
        expect(isLaterTai64n(stamp, last)).toBe(true);
        last = stamp;
      }
    }),
  );
});

test('many stamps of one moment carry into the next second', () => {
  let stamp = tai64nAfter(5000);
  for (let count = 0; count < 60; count++) stamp = tai64nAfter(5000, stamp);
  expect(hexEncode(stamp)).toBe('400000000000001000000000');
});

test('an equal stamp is not later', () => {
  expect(isLaterTai64n(tai64nAfter(5000), tai64nAfter(5000))).toBe(false);
  expect(isLaterTai64n(tai64nAfter(5000), undefined)).toBe(true);
});
