import { expect, it } from 'vitest';
import { ReceiverIndices } from './receiver-indices.ts';

it('never draws an index in use, nor the one that looks like STUN', () => {
  const draws = [
    [0x21, 0x12, 0xa4, 0x42],
    [1, 0, 0, 0],
    [1, 0, 0, 0],
    [2, 0, 0, 0],
    [1, 0, 0, 0],
  ];
  const indices = new ReceiverIndices(() => Uint8Array.from(draws.shift() ?? []));
  expect(indices.draw({ kind: 'coordinator' })).toBe(1);
  expect(indices.draw({ kind: 'stock', peer: 4 })).toBe(2);
  expect(indices.ownerOf(2)).toEqual({ kind: 'stock', peer: 4 });
  indices.release(1);
  expect(indices.ownerOf(1)).toBeUndefined();
  expect(indices.draw({ kind: 'coordinator' })).toBe(1);
});
