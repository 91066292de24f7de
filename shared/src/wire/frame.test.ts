import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hexDecode } from '../bytes/bits-text.ts';
import { concatBytes } from '../bytes/bytes.ts';
import { DecodeError } from '../bytes/decode-error.ts';
import { Writer } from '../bytes/writer.ts';
import { decodeFrames, encodeFrame } from './frame.ts';
import { PACKET_LIMIT } from './frame-type.ts';
import { packFrames, padFrame } from './packing.ts';
import type { SignallingFrame } from './signalling-frame.ts';
import { arbitraryFrame } from './testing/arbitrary-frame.ts';
import { largestFrames } from './testing/largest-frames.ts';

describe('a frame', () => {
  test.each(Object.values(largestFrames))('$kind fits one packet at its limits and survives it', (frame) => {
    const packet = encodeFrame(frame);
    expect(packet.length).toBeLessThanOrEqual(PACKET_LIMIT);
    expect(decodeFrames(packet)).toEqual({ frames: [frame], unknown: 0, unsupported: [] });
  });

  test('a route direction leaves room for an admission signature', () => {
    expect(encodeFrame(largestFrames.routeDirection).length).toBeLessThanOrEqual(PACKET_LIMIT - 68);
  });

  test('survives its bytes, with others and padding in the packet', () => {
    fc.assert(
      fc.property(fc.array(arbitraryFrame, { maxLength: 4 }), fc.nat(15), (frames, padding) => {
        const packet = concatBytes(...frames.map(encodeFrame), new Uint8Array(padding));
        expect(decodeFrames(packet)).toEqual({ frames, unknown: 0, unsupported: [] });
      }),
      { numRuns: 1000 },
    );
  });

  test('over a limit of its type is our mistake and never leaves', () => {
    const base = largestFrames.directionRequest;
    const long: SignallingFrame = { ...base, target: { kind: 'name', name: 'd'.repeat(254) } };
    expect(() => encodeFrame(long)).toThrow(RangeError);
    const [candidate] = base.candidates;
    const many = { ...base, candidates: [...base.candidates, candidate] } as SignallingFrame;
    expect(() => encodeFrame(many)).toThrow(RangeError);
  });

  test('cuts words for people at a character and frees them of control characters', () => {
    const words = `\u001b[31m${'é'.repeat(100)}`;
    const packet = encodeFrame({ ...largestFrames.tunnelReport, reason: words } as SignallingFrame);
    expect(decodeFrames(packet).frames).toMatchObject([{ reason: ` [31m${'é'.repeat(77)}` }]);
  });
});

describe('a packet from outside', () => {
  test('is frames or the one decode error, whatever its bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), decodesOrRefuses), { numRuns: 2000 });
  });

  test('is frames or the one decode error, whatever stands in well-formed fields', () => {
    const type = fc.oneof(fc.integer({ min: 0x10, max: 0x14 }), fc.integer({ min: 0x20, max: 0x28 }));
    const any = fc.tuple(fc.nat(0x3d), fc.uint8Array({ maxLength: 40 }));
    fc.assert(
      fc.property(type, fc.nat(7), fc.array(any, { maxLength: 8 }), (typeByte, flags, fields) => {
        const writer = new Writer().u8(typeByte).u8(flags).u16(0).u32(1);
        for (const [tag, value] of fields) writer.u16(tag).u16(value.length).bytes(value);
        writer.patchU16(2, writer.length - 8);
        decodesOrRefuses(writer.finish());
      }),
      { numRuns: 20_000 },
    );
  });

  test('is frames or the one decode error after any change of a valid one', () => {
    const change = fc.record({ at: fc.nat(PACKET_LIMIT), byte: fc.nat(255) });
    const changes = fc.array(change, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(arbitraryFrame, changes, fc.nat(40), (frame, edits, cut) => {
        const packet = encodeFrame(frame);
        for (const { at, byte } of edits) packet[at % packet.length] = byte;
        decodesOrRefuses(packet.subarray(0, packet.length - Math.min(cut, packet.length)));
      }),
      { numRuns: 5000 },
    );
  });

  test('may hold what a later version says: it is skipped and counted', () => {
    const later = hexDecode('3f00000600000007ffff0002abcd');
    const laterAnswer = hexDecode('3f01000000000008');
    const keepAlive = hexDecode('2100000600000009ffff0002abcd');
    expect(decodeFrames(concatBytes(later, laterAnswer, keepAlive))).toEqual({
      frames: [{ kind: 'keepAlive', transaction: 9 }],
      unknown: 3,
      unsupported: [{ requestType: 0x3f, transaction: 7 }],
    });
  });

  test('may announce behaviours and ciphers that this version does not know', () => {
    const hello = encodeFrame({
      kind: 'sessionHello',
      transaction: 1,
      answer: false,
      pathId: new Uint8Array(16),
      capabilities: { compact: 9 },
      innerMtu: 1420,
      ciphers: ['aes256Gcm'],
    });
    const behaviour = hello.findIndex((byte, at) => byte === 4 && hello[at + 1] === 9);
    hello[behaviour] = 200;
    hello[hello.length - 1] = 201;
    expect(decodeFrames(hello).frames).toMatchObject([{ capabilities: {}, ciphers: [] }]);
  });

  test('may hold an error whose code this version does not know', () => {
    const packet = encodeFrame({ kind: 'error', transaction: 3, requestType: 0x3f, code: 'busy', text: '' });
    packet[12] = 99;
    expect(decodeFrames(packet).frames).toEqual([
      { kind: 'error', transaction: 3, requestType: 0x3f, code: 'internal', text: '' },
    ]);
  });
});

describe('packing', () => {
  test('keeps order and limit', () => {
    const sizes = fc.array(fc.integer({ min: 8, max: PACKET_LIMIT }), { maxLength: 20 });
    fc.assert(
      fc.property(sizes, (lengths) => {
        const frames = lengths.map((length, index) => new Uint8Array(length).fill(index + 1));
        const packets = packFrames(frames);
        expect(concatBytes(...packets)).toEqual(concatBytes(...frames));
        expect(packets.every((packet) => packet.length <= PACKET_LIMIT)).toBe(true);
      }),
    );
  });

  test('pads a probe to the size that it asks about', () => {
    const probe = encodeFrame({ kind: 'mtuProbe', transaction: 5, size: 1440 });
    const padded = padFrame(probe, 1440);
    expect(padded).toHaveLength(1440);
    expect(decodeFrames(padded).frames).toEqual([{ kind: 'mtuProbe', transaction: 5, size: 1440 }]);
    expect(() => padFrame(probe, probe.length - 1)).toThrow(RangeError);
  });
});

function decodesOrRefuses(packet: Uint8Array): void {
  try {
    const { frames } = decodeFrames(packet);
    const again = concatBytes(...frames.map(encodeFrame));
    expect(decodeFrames(again).frames).toEqual(frames);
  } catch (error) {
    expect(error).toBeInstanceOf(DecodeError);
  }
}
