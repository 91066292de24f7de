import { REGISTRATION_FIELD as FIELD } from './fields.ts';
import { answer, type FrameOf, request } from './frame-codec.ts';
import { FRAME_TYPE } from './frame-type.ts';

export const registrationRequest = request<FrameOf<'registrationRequest'>>(FRAME_TYPE.registration, {
  write: (frame, to) =>
    to
      .list(FIELD.candidates, frame.candidates)
      .one(FIELD.agent, frame.agent)
      .one(FIELD.capabilities, frame.capabilities)
      .one(FIELD.bootId, frame.bootId),
  read: (from, { transaction }) => ({
    kind: 'registrationRequest',
    transaction,
    candidates: from.list(FIELD.candidates),
    agent: from.one(FIELD.agent),
    capabilities: from.one(FIELD.capabilities),
    bootId: from.one(FIELD.bootId),
  }),
});

export const registrationResponse = answer<FrameOf<'registrationResponse'>>(FRAME_TYPE.registration, {
  write: (frame, to) =>
    to
      .one(FIELD.record, frame.record)
      .one(FIELD.realmDomain, frame.realmDomain)
      .list(FIELD.realmPrefixes, frame.realmPrefixes)
      .list(FIELD.resolvers, frame.resolvers)
      .one(FIELD.observed, frame.observed)
      .one(FIELD.leaseSeconds, frame.leaseSeconds)
      .one(FIELD.serverTime, frame.serverTime)
      .list(FIELD.relayCredentials, frame.relayCredentials),
  read: (from, { transaction }) => ({
    kind: 'registrationResponse',
    transaction,
    record: from.one(FIELD.record),
    realmDomain: from.one(FIELD.realmDomain),
    realmPrefixes: from.list(FIELD.realmPrefixes),
    resolvers: from.list(FIELD.resolvers),
    observed: from.one(FIELD.observed),
    leaseSeconds: from.one(FIELD.leaseSeconds),
    serverTime: from.one(FIELD.serverTime),
    relayCredentials: from.list(FIELD.relayCredentials),
  }),
});

export const keepAlive = request<FrameOf<'keepAlive'>>(FRAME_TYPE.keepAlive, {
  write: (frame, to) => to.optional(FIELD.answerAfterSeconds, frame.answerAfterSeconds),
  read(from, { transaction }) {
    const answerAfterSeconds = from.optional(FIELD.answerAfterSeconds);
    return {
      kind: 'keepAlive',
      transaction,
      ...(answerAfterSeconds !== undefined && { answerAfterSeconds }),
    };
  },
});

export const keepAliveAnswer = answer<FrameOf<'keepAliveAnswer'>>(FRAME_TYPE.keepAlive, {
  write: (frame, to) =>
    to
      .one(FIELD.observed, frame.observed)
      .one(FIELD.leaseSeconds, frame.leaseSeconds)
      .one(FIELD.serverTime, frame.serverTime)
      .optional(FIELD.registrationRequired, frame.registrationRequired || undefined)
      .list(FIELD.relayCredentials, frame.relayCredentials),
  read: (from, { transaction }) => ({
    kind: 'keepAliveAnswer',
    transaction,
    observed: from.one(FIELD.observed),
    leaseSeconds: from.one(FIELD.leaseSeconds),
    serverTime: from.one(FIELD.serverTime),
    registrationRequired: from.optional(FIELD.registrationRequired) ?? false,
    relayCredentials: from.list(FIELD.relayCredentials),
  }),
});

export const deregistration = request<FrameOf<'deregistration'>>(FRAME_TYPE.deregistration, {
  write: (_, to) => to,
  read: (_, { transaction }) => ({ kind: 'deregistration', transaction }),
});

export const deregistrationAnswer = answer<FrameOf<'deregistrationAnswer'>>(FRAME_TYPE.deregistration, {
  write: (_, to) => to,
  read: (_, { transaction }) => ({ kind: 'deregistrationAnswer', transaction }),
});
