import { describe, expect, test } from 'vitest';
import golden from '../../vectors/signalling-frames.json' with { type: 'json' };
import { hexDecode, hexEncode } from '../bytes/bits-text.ts';
import { DecodeError } from '../bytes/decode-error.ts';
import { plainValue } from '../testing/plain-value.ts';
import { decodeFrames, encodeFrame } from './frame.ts';
import { largestFrames } from './testing/largest-frames.ts';

describe('golden frames', () => {
  test.each(golden.frames)('"$name" is read as it says and written byte for byte', ({ packet, frame }) => {
    const { frames, unknown, unsupported } = decodeFrames(hexDecode(packet));
    expect(frames.map(plainValue)).toEqual([frame]);
    expect({ unknown, unsupported }).toEqual({ unknown: 0, unsupported: [] });
    expect(frames.map((one) => hexEncode(encodeFrame(one)))).toEqual([packet]);
  });

  test('show every kind', () => {
    const shown = new Set(golden.frames.map(({ frame }) => frame.kind));
    expect([...shown].sort()).toEqual(Object.keys(largestFrames).sort());
  });

  test.each(golden.refused)('a packet with $why is refused', ({ packet }) => {
    expect(() => decodeFrames(hexDecode(packet))).toThrow(DecodeError);
  });
});
