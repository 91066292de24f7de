import { concatBytes } from '../bytes/bytes.ts';
import { PACKET_LIMIT } from './frame-type.ts';

/** Puts encoded frames, in order, into as few packets of at most PACKET_LIMIT bytes as that order allows. */
export function packFrames(frames: readonly Uint8Array[]): Uint8Array[] {
  const packets: Uint8Array[][] = [];
  let room = 0;
  for (const frame of frames) {
    if (frame.length > room) {
      packets.push([]);
      room = PACKET_LIMIT;
    }
    packets.at(-1)?.push(frame);
    room -= frame.length;
  }
  return packets.map((parts) => concatBytes(...parts));
}

/** An encoded frame followed by zeros up to `size` bytes: MTU probes and moves are sent larger than they are. */
export function padFrame(frame: Uint8Array, size: number): Uint8Array {
  if (frame.length > size) throw new RangeError(`a frame of ${frame.length} bytes does not fit ${size}`);
  const padded = new Uint8Array(size);
  padded.set(frame);
  return padded;
}
