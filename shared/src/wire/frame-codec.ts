import type { FieldReader, FieldWriter } from './field.ts';
import { FRAME_FLAG, type FrameHeader } from './frame-type.ts';
import type { SignallingFrame } from './signalling-frame.ts';

/** The frame of a kind. */
export type FrameOf<K extends SignallingFrame['kind']> = Extract<SignallingFrame, { kind: K }>;

/** How frames of one kind are told apart from others, written and read. */
export interface FrameCodec<F> {
  readonly type: number;
  /** Values of the flag `answer` with which this kind appears. */
  readonly answer: readonly boolean[];
  /** Flags of one frame. */
  flags(frame: F): number;
  write(frame: F, to: FieldWriter): void;
  read(from: FieldReader, header: FrameHeader): F;
}

type FieldsOf<F> = Pick<FrameCodec<F>, 'write' | 'read'>;

/** Codec of a kind that is always a request. */
export function request<F>(type: number, fields: FieldsOf<F>): FrameCodec<F> {
  return { type, answer: [false], flags: () => 0, ...fields };
}

/** Codec of a kind that is always the answer to the request of the same type. */
export function answer<F>(type: number, fields: FieldsOf<F>): FrameCodec<F> {
  return { type, answer: [true], flags: () => FRAME_FLAG.answer, ...fields };
}
