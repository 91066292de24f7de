import { DecodeError } from '../bytes/decode-error.ts';
import type { FieldReader, FieldWriter } from './field.ts';
import { DIRECTION_FIELD, ROUTE_FIELD as FIELD, REGISTRATION_FIELD } from './fields.ts';
import { answer, type FrameOf, request } from './frame-codec.ts';
import { FRAME_TYPE } from './frame-type.ts';
import type { WithdrawalTarget } from './route-frame.ts';

const { candidates, observed } = REGISTRATION_FIELD;
const { nodeId, pathId } = DIRECTION_FIELD;

export const candidateUpdate = request<FrameOf<'candidateUpdate'>>(FRAME_TYPE.candidateUpdate, {
  write: (frame, to) =>
    to.one(FIELD.number, frame.number).list(FIELD.nodes, frame.nodes).list(candidates, frame.candidates),
  read: (from, { transaction }) => ({
    kind: 'candidateUpdate',
    transaction,
    number: from.one(FIELD.number),
    nodes: from.list(FIELD.nodes),
    candidates: from.list(candidates),
  }),
});

export const candidateUpdateAnswer = answer<FrameOf<'candidateUpdateAnswer'>>(FRAME_TYPE.candidateUpdate, {
  write: (frame, to) => to.optional(observed, frame.observed),
  read(from, { transaction }) {
    const seen = from.optional(observed);
    return { kind: 'candidateUpdateAnswer', transaction, ...(seen !== undefined && { observed: seen }) };
  },
});

export const routeWithdrawal = request<FrameOf<'routeWithdrawal'>>(FRAME_TYPE.routeWithdrawal, {
  write: (frame, to) => writeTarget(frame.target, to).one(FIELD.withdrawalReason, frame.reason),
  read: (from, { transaction }) => ({
    kind: 'routeWithdrawal',
    transaction,
    target: readTarget(from),
    reason: from.one(FIELD.withdrawalReason),
  }),
});

function writeTarget(target: WithdrawalTarget, to: FieldWriter): FieldWriter {
  return target.kind === 'path' ? to.one(pathId, target.pathId) : to.one(nodeId, target.nodeId);
}

function readTarget(from: FieldReader): WithdrawalTarget {
  const path = from.optional(pathId);
  const node = from.optional(nodeId);
  if (path !== undefined && node === undefined) return { kind: 'path', pathId: path };
  if (node !== undefined && path === undefined) return { kind: 'node', nodeId: node };
  throw new DecodeError('a withdrawal needs a path or a node');
}

export const routeWithdrawalAnswer = answer<FrameOf<'routeWithdrawalAnswer'>>(FRAME_TYPE.routeWithdrawal, {
  write: (_, to) => to,
  read: (_, { transaction }) => ({ kind: 'routeWithdrawalAnswer', transaction }),
});

export const tunnelReport = request<FrameOf<'tunnelReport'>>(FRAME_TYPE.tunnelReport, {
  write: (frame, to) =>
    to
      .one(pathId, frame.pathId)
      .one(FIELD.tunnelEvent, frame.event)
      .one(FIELD.reason, frame.reason)
      .optional(FIELD.endpoint, frame.endpoint)
      .optional(FIELD.roundTripMicroseconds, frame.roundTripMicroseconds),
  read(from, { transaction }) {
    const endpoint = from.optional(FIELD.endpoint);
    const roundTripMicroseconds = from.optional(FIELD.roundTripMicroseconds);
    return {
      kind: 'tunnelReport',
      transaction,
      pathId: from.one(pathId),
      event: from.one(FIELD.tunnelEvent),
      reason: from.one(FIELD.reason),
      ...(endpoint !== undefined && { endpoint }),
      ...(roundTripMicroseconds !== undefined && { roundTripMicroseconds }),
    };
  },
});

export const tunnelReportAnswer = answer<FrameOf<'tunnelReportAnswer'>>(FRAME_TYPE.tunnelReport, {
  write: (_, to) => to,
  read: (_, { transaction }) => ({ kind: 'tunnelReportAnswer', transaction }),
});
