/*
 * A packet of frames, as the plaintext of a type-4 packet: frames one after another, then zeros only.
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +---------------+---------------+-------------------------------+
 *   | type          | flags   l e a | length of the fields          |
 *   +---------------+---------------+-------------------------------+
 *   | transaction                                                   |
 *   +---------------------------------------------------------------+
 *   | fields: tag u16, length u16, value; see field.ts              |
 *
 * Flags: a 0x01 answer, e 0x02 error (with a), l 0x04 lookup; the others are ignored. A type 0 ends the packet.
 */
import { DecodeError } from '../bytes/decode-error.ts';
import { Reader } from '../bytes/reader.ts';
import { Writer } from '../bytes/writer.ts';
import { FieldReader, FieldWriter } from './field.ts';
import { codecByHeader, codecOf } from './frame-codecs.ts';
import { FRAME_FLAG, FRAME_HEADER_LENGTH, FRAME_TYPE_RANGE, type FrameHeader } from './frame-type.ts';
import type { SignallingFrame } from './signalling-frame.ts';

/** A request whose type this version does not know: its sender is owed the error `unsupported`. */
export interface UnsupportedRequest {
  readonly requestType: number;
  readonly transaction: number;
}

/** What one packet holds. */
export interface DecodedFrames {
  readonly frames: readonly SignallingFrame[];
  /** Frames of unknown types and fields of unknown tags that were skipped. */
  readonly unknown: number;
  readonly unsupported: readonly UnsupportedRequest[];
}

/** Bytes of one frame. RangeError when a value breaks a limit of its type, which no input from outside can cause. */
export function encodeFrame(frame: SignallingFrame): Uint8Array {
  const writer = new Writer();
  const codec = codecOf(frame);
  writer.u8(codec.type).u8(codec.flags(frame)).u16(0).u32(frame.transaction);
  codec.write(frame, new FieldWriter(writer));
  writer.patchU16(2, writer.length - FRAME_HEADER_LENGTH);
  return writer.finish();
}

/** Frames of a packet without its encryption, padding included. DecodeError when any part of it is malformed. */
export function decodeFrames(packet: Uint8Array): DecodedFrames {
  const reader = new Reader(packet);
  const frames: SignallingFrame[] = [];
  const unsupported: UnsupportedRequest[] = [];
  let unknown = 0;
  while (reader.remaining > 0) {
    const type = reader.u8();
    if (type === 0) {
      expectZeros(reader.rest());
      break;
    }
    const { header, fields } = readHeader(reader, type);
    const frame = codecByHeader(header)?.read(fields, header);
    if (frame !== undefined) frames.push(frame);
    else if (!isAnswer(header)) unsupported.push({ requestType: type, transaction: header.transaction });
    unknown += frame === undefined ? 1 : fields.unknown;
  }
  return { frames, unknown, unsupported };
}

function readHeader(reader: Reader, type: number): { header: FrameHeader; fields: FieldReader } {
  if (type < FRAME_TYPE_RANGE.lowest || type > FRAME_TYPE_RANGE.highest) {
    throw new DecodeError(`no frame has type ${type}`);
  }
  const flags = reader.u8();
  const length = reader.u16();
  const header = { type, flags, transaction: reader.u32() };
  if ((flags & FRAME_FLAG.error) !== 0 && !isAnswer(header))
    throw new DecodeError('an error that is no answer');
  return { header, fields: new FieldReader(reader.bytes(length)) };
}

function isAnswer({ flags }: FrameHeader): boolean {
  return (flags & FRAME_FLAG.answer) !== 0;
}

function expectZeros(padding: Uint8Array): void {
  if (padding.some((byte) => byte !== 0)) throw new DecodeError('padding is not zero');
}
