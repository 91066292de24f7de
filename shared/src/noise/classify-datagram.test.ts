import fc from 'fast-check';
import { expect, test } from 'vitest';
import golden from '../../vectors/datagram-kinds.json' with { type: 'json' };
import { hexDecode } from '../bytes/bits-text.ts';
import { classifyDatagram, isUsableIndex } from './classify-datagram.ts';

/** A transport packet whose receiver index has the bytes of the magic cookie, and whose length is STUN's too. */
const AMBIGUOUS = hexDecode(`040000002112a442${'00'.repeat(24)}`);

test.each(golden.datagrams)('$name is judged by first bytes and length: $kind', ({ datagram, kind }) => {
  expect(classifyDatagram(hexDecode(datagram))).toBe(kind);
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
