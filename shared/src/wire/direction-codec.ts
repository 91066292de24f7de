import { DecodeError } from '../bytes/decode-error.ts';
import type { DirectedNode, DirectionOutcome, DirectionTarget } from './direction-frame.ts';
import type { FieldReader, FieldWriter } from './field.ts';
import { DIRECTION_FIELD as FIELD, REGISTRATION_FIELD } from './fields.ts';
import { answer, type FrameOf, request } from './frame-codec.ts';
import { FRAME_FLAG, FRAME_TYPE } from './frame-type.ts';

const { candidates, capabilities, record } = REGISTRATION_FIELD;

export const directionRequest = {
  ...request<FrameOf<'directionRequest'>>(FRAME_TYPE.direction, {
    write: (frame, to) => writeTarget(frame.target, to).list(candidates, frame.candidates),
    read: (from, { transaction, flags }) => ({
      kind: 'directionRequest',
      transaction,
      lookup: (flags & FRAME_FLAG.lookup) !== 0,
      target: readTarget(from),
      candidates: from.list(candidates),
    }),
  }),
  flags: (frame: FrameOf<'directionRequest'>) => (frame.lookup ? FRAME_FLAG.lookup : 0),
};

function writeTarget(target: DirectionTarget, to: FieldWriter): FieldWriter {
  return target.kind === 'name'
    ? to.one(FIELD.targetName, target.name)
    : to.one(FIELD.targetAddress, target.address);
}

function readTarget(from: FieldReader): DirectionTarget {
  const name = from.optional(FIELD.targetName);
  const address = from.optional(FIELD.targetAddress);
  if (name !== undefined && address === undefined) return { kind: 'name', name };
  if (address !== undefined && name === undefined) return { kind: 'address', address };
  throw new DecodeError('a direction needs a name or an address');
}

export const directionResponse = answer<FrameOf<'directionResponse'>>(FRAME_TYPE.direction, {
  write: ({ outcome }, to) => writeOutcome(outcome, to.one(FIELD.outcome, outcome.kind)),
  read: (from, { transaction }) => ({ kind: 'directionResponse', transaction, outcome: readOutcome(from) }),
});

function writeOutcome(outcome: DirectionOutcome, to: FieldWriter): FieldWriter {
  switch (outcome.kind) {
    case 'noSuchName':
      return to;
    case 'busy':
      return to.one(FIELD.retryAfterMs, outcome.retryAfterMs);
    case 'accepted':
    case 'offline':
      return to
        .one(FIELD.nodeId, outcome.node.nodeId)
        .one(FIELD.name, outcome.node.name)
        .list(FIELD.addresses, outcome.node.addresses);
  }
}

function readOutcome(from: FieldReader): DirectionOutcome {
  const kind = from.one(FIELD.outcome);
  switch (kind) {
    case 'noSuchName':
      return { kind };
    case 'busy':
      return { kind, retryAfterMs: from.one(FIELD.retryAfterMs) };
    case 'accepted':
    case 'offline':
      return { kind, node: readNode(from) };
  }
}

function readNode(from: FieldReader): DirectedNode {
  return {
    nodeId: from.one(FIELD.nodeId),
    name: from.one(FIELD.name),
    addresses: from.list(FIELD.addresses),
  };
}

export const routeDirection = request<FrameOf<'routeDirection'>>(FRAME_TYPE.routeDirection, {
  write: (frame, to) =>
    to
      .one(FIELD.pathId, frame.pathId)
      .one(FIELD.role, frame.role)
      .one(record, frame.record)
      .list(candidates, frame.candidates)
      .one(FIELD.pathKey, frame.pathKey)
      .list(FIELD.allowedPrefixes, frame.allowedPrefixes)
      .one(capabilities, frame.capabilities)
      .list(FIELD.homeRelay, frame.homeRelay),
  read: (from, { transaction }) => ({
    kind: 'routeDirection',
    transaction,
    pathId: from.one(FIELD.pathId),
    role: from.one(FIELD.role),
    record: from.one(record),
    candidates: from.list(candidates),
    pathKey: from.one(FIELD.pathKey),
    allowedPrefixes: from.list(FIELD.allowedPrefixes),
    capabilities: from.one(capabilities),
    homeRelay: from.list(FIELD.homeRelay),
  }),
});

export const routeConfirmation = answer<FrameOf<'routeConfirmation'>>(FRAME_TYPE.routeDirection, {
  write: (frame, to) => to.one(FIELD.pathId, frame.pathId),
  read: (from, { transaction }) => ({
    kind: 'routeConfirmation',
    transaction,
    pathId: from.one(FIELD.pathId),
  }),
});
