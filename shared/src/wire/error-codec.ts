import { ERROR_FIELD as FIELD } from './fields.ts';
import { type FrameCodec, type FrameOf, request } from './frame-codec.ts';
import { FRAME_FLAG, type FrameHeader } from './frame-type.ts';

/** Codec of the error that answers a request of `type`; known for types that nothing else is known about too. */
export function errorCodec(type: number): FrameCodec<FrameOf<'error'>> {
  return {
    ...request(type, { write, read }),
    flags: () => FRAME_FLAG.answer | FRAME_FLAG.error,
  };
}

const write: FrameCodec<FrameOf<'error'>>['write'] = (frame, to) =>
  to
    .one(FIELD.code, frame.code)
    .optional(FIELD.retryAfterSeconds, frame.retryAfterSeconds)
    .one(FIELD.text, frame.text);

const read: FrameCodec<FrameOf<'error'>>['read'] = (from, { type, transaction }: FrameHeader) => {
  const retryAfterSeconds = from.optional(FIELD.retryAfterSeconds);
  return {
    kind: 'error',
    transaction,
    requestType: type,
    code: from.one(FIELD.code),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    text: from.one(FIELD.text),
  };
};
