import * as control from './control-codec.ts';
import * as direction from './direction-codec.ts';
import { errorCodec } from './error-codec.ts';
import type { FrameCodec, FrameOf } from './frame-codec.ts';
import { FRAME_FLAG, type FrameHeader } from './frame-type.ts';
import * as registration from './registration-codec.ts';
import * as route from './route-codec.ts';
import type { SignallingFrame } from './signalling-frame.ts';

/** Every kind of frame except the error, which has the type of its request. */
type CodedKind = Exclude<SignallingFrame['kind'], 'error'>;

const CODECS: { readonly [K in CodedKind]: FrameCodec<FrameOf<K>> } = {
  ...control,
  ...direction,
  ...registration,
  ...route,
};

type AnyCodec = FrameCodec<SignallingFrame>;

/** The codec of a frame. */
export function codecOf(frame: SignallingFrame): AnyCodec {
  // The table pairs each kind with its own codec, which the type system cannot follow through a lookup.
  return (frame.kind === 'error' ? errorCodec(frame.requestType) : CODECS[frame.kind]) as AnyCodec;
}

const BY_HEADER = new Map(
  (Object.values(CODECS) as AnyCodec[]).flatMap((codec) =>
    codec.answer.map((answer) => [headerKey(codec.type, answer), codec]),
  ),
);

/** The codec that a header asks for, or undefined for a frame that this version does not know. */
export function codecByHeader({ type, flags }: FrameHeader): AnyCodec | undefined {
  if ((flags & FRAME_FLAG.error) !== 0) return errorCodec(type) as AnyCodec;
  return BY_HEADER.get(headerKey(type, (flags & FRAME_FLAG.answer) !== 0));
}

function headerKey(type: number, answer: boolean): number {
  return type * 2 + Number(answer);
}
