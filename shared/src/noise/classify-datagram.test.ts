import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classifyDatagram, isUsableIndex } from './classify-datagram.ts';

function datagram(length: number, ...start: number[]): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes.set(start.slice(0, length));
  return bytes;
}

/** A transport packet whose receiver index has the bytes of the magic cookie, and whose length is STUN's too. */
const AMBIGUOUS = datagram(32, 4, 0, 0, 0, 0x21, 0x12, 0xa4, 0x42);

test.each([
  [datagram(148, 1), 'initiation'],
  [datagram(147, 1), 'unknown'],
  [datagram(149, 1), 'unknown'],
  [datagram(92, 2), 'response'],
  [datagram(91, 2), 'unknown'],
  [datagram(64, 3), 'cookieReply'],
  [datagram(65, 3), 'unknown'],
  [datagram(32, 4), 'transport'],
  [datagram(1500, 4), 'transport'],
  [datagram(31, 4), 'unknown'],
  [datagram(32, 4, 1), 'unknown'],
  [datagram(148, 0), 'unknown'],
  [datagram(20, 0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42), 'stun'],
  [datagram(28, 0, 1, 0, 8, 0x21, 0x12, 0xa4, 0x42), 'stun'],
  [datagram(28, 0, 1, 0, 4, 0x21, 0x12, 0xa4, 0x42), 'unknown'],
  [datagram(19, 0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42), 'unknown'],
  [datagram(20, 0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x43), 'unknown'],
  [AMBIGUOUS, 'transport'],
  [datagram(4, 0x40), 'channelData'],
  [datagram(4, 0x4f), 'channelData'],
  [datagram(3, 0x40), 'unknown'],
  [datagram(4, 0x50), 'unknown'],
  [datagram(24, 0x80), 'compact'],
  [datagram(23, 0xff), 'unknown'],
  [datagram(0), 'unknown'],
])('case %#: a datagram is judged by its first bytes and its length', (bytes, kind) => {
  expect(classifyDatagram(bytes)).toBe(kind);
});

test('an index that reads as the magic cookie is never given out', () => {
  const index = new DataView(AMBIGUOUS.buffer).getUint32(4, true);
  expect(isUsableIndex(index)).toBe(false);
  expect(isUsableIndex(index + 1)).toBe(true);
});

test('no bytes make it throw, wherever they lie in their buffer', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(8), (bytes, shift) => {
      expect(classifyDatagram(bytes.subarray(shift))).toBe(classifyDatagram(bytes.slice(shift)));
    }),
  );
});
