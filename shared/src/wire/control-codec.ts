import { DIRECTION_FIELD, CONTROL_FIELD as FIELD, REGISTRATION_FIELD, ROUTE_FIELD } from './fields.ts';
import { answer, type FrameCodec, type FrameOf, request } from './frame-codec.ts';
import { FRAME_FLAG, FRAME_TYPE } from './frame-type.ts';

export const sessionHello: FrameCodec<FrameOf<'sessionHello'>> = {
  type: FRAME_TYPE.sessionHello,
  answer: [false, true],
  flags: (frame) => (frame.answer ? FRAME_FLAG.answer : 0),
  write: (frame, to) =>
    to
      .one(DIRECTION_FIELD.pathId, frame.pathId)
      .one(REGISTRATION_FIELD.capabilities, frame.capabilities)
      .one(FIELD.innerMtu, frame.innerMtu)
      .optional(FIELD.ciphers, frame.ciphers.length === 0 ? undefined : frame.ciphers)
      .optional(FIELD.compactIndex, frame.compactIndex),
  read(from, { transaction, flags }) {
    const compactIndex = from.optional(FIELD.compactIndex);
    return {
      kind: 'sessionHello',
      transaction,
      answer: (flags & FRAME_FLAG.answer) !== 0,
      pathId: from.one(DIRECTION_FIELD.pathId),
      capabilities: from.one(REGISTRATION_FIELD.capabilities),
      innerMtu: from.one(FIELD.innerMtu),
      ciphers: from.optional(FIELD.ciphers) ?? [],
      ...(compactIndex !== undefined && { compactIndex }),
    };
  },
};

export const mtuProbe = request<FrameOf<'mtuProbe'>>(FRAME_TYPE.mtuProbe, {
  write: (frame, to) => to.one(FIELD.probeSize, frame.size),
  read: (from, { transaction }) => ({ kind: 'mtuProbe', transaction, size: from.one(FIELD.probeSize) }),
});

export const mtuProbeAnswer = answer<FrameOf<'mtuProbeAnswer'>>(FRAME_TYPE.mtuProbe, {
  write: (frame, to) => to.one(FIELD.probeSize, frame.size),
  read: (from, { transaction }) => ({ kind: 'mtuProbeAnswer', transaction, size: from.one(FIELD.probeSize) }),
});

export const pathChallenge = request<FrameOf<'pathChallenge'>>(FRAME_TYPE.pathChallenge, {
  write: (frame, to) => to.one(FIELD.challenge, frame.data),
  read: (from, { transaction }) => ({ kind: 'pathChallenge', transaction, data: from.one(FIELD.challenge) }),
});

export const pathResponse = request<FrameOf<'pathResponse'>>(FRAME_TYPE.pathResponse, {
  write: (frame, to) => to.one(FIELD.challenge, frame.data),
  read: (from, { transaction }) => ({ kind: 'pathResponse', transaction, data: from.one(FIELD.challenge) }),
});

export const pathMove = request<FrameOf<'pathMove'>>(FRAME_TYPE.pathMove, {
  write: (frame, to) =>
    to.one(ROUTE_FIELD.number, frame.number).one(FIELD.highestReceived, frame.highestReceived),
  read: (from, { transaction }) => ({
    kind: 'pathMove',
    transaction,
    number: from.one(ROUTE_FIELD.number),
    highestReceived: from.one(FIELD.highestReceived),
  }),
});
