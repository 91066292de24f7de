import type { ControlFrame } from '@ntmobile/shared';
import { DecodeError, decodeFrames, encodeFrame, padFrame, type SignallingFrame } from '@ntmobile/shared';

/** Payload of one control frame, padded with zeros to `size` bytes where given. */
export function encodeControl(frame: ControlFrame, size = 0): Uint8Array {
  const encoded = encodeFrame(frame);
  return encoded.length < size ? padFrame(encoded, size) : encoded;
}

/** The frame of a control payload; undefined when it is malformed or holds anything but one frame. */
export function decodeControl(payload: Uint8Array): SignallingFrame | undefined {
  try {
    const { frames } = decodeFrames(payload);
    return frames.length === 1 ? frames[0] : undefined;
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
