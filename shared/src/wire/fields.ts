/*
 * Every tag of frames and node records. A tag means the same wherever it stands; numbers are never used again.
 */
import { ID_LENGTH } from '../ids.ts';
import { addressValue, candidateValue, endpointValue, prefixValue } from './address-value.ts';
import type { DirectionOutcome, DirectionRole } from './direction-frame.ts';
import { capabilitiesValue, ciphersValue } from './feature-value.ts';
import { field, listField } from './field.ts';
import {
  boundedBytes,
  choice,
  counter,
  fixedBytes,
  name,
  presence,
  prose,
  safeInteger,
  unsigned,
} from './field-value.ts';
import { relayCredentialValue } from './relay-credential-value.ts';
import type { TunnelEvent, WithdrawalReason } from './route-frame.ts';
import type { FrameErrorCode } from './signalling-frame.ts';

/** Longest signed node record, bytes. */
export const NODE_RECORD_LIMIT = 576;

const id = fixedBytes(ID_LENGTH);
const key = fixedBytes(32);
const label = name(63);

/** Registration and keep-alive. */
export const REGISTRATION_FIELD = {
  candidates: listField(0x01, 10, candidateValue),
  agent: field(0x02, prose(64)),
  capabilities: field(0x03, capabilitiesValue),
  bootId: field(0x04, fixedBytes(16)),
  record: field(0x05, boundedBytes(NODE_RECORD_LIMIT)),
  realmDomain: field(0x06, label),
  realmPrefixes: listField(0x07, 4, prefixValue),
  resolvers: listField(0x08, 2, addressValue),
  observed: field(0x09, endpointValue),
  leaseSeconds: field(0x0a, unsigned(32)),
  serverTime: field(0x0b, safeInteger),
  relayCredentials: listField(0x0c, 8, relayCredentialValue),
  answerAfterSeconds: field(0x0d, unsigned(16)),
  registrationRequired: field(0x0e, presence),
} as const;

const OUTCOMES = { accepted: 0, offline: 1, noSuchName: 2, busy: 3 } as const satisfies Record<
  DirectionOutcome['kind'],
  number
>;
const ROLES = { initiator: 0, responder: 1 } as const satisfies Record<DirectionRole, number>;

/** Direction. */
export const DIRECTION_FIELD = {
  targetName: field(0x10, name(253)),
  targetAddress: field(0x11, addressValue),
  outcome: field(0x12, choice<DirectionOutcome['kind']>(OUTCOMES)),
  retryAfterMs: field(0x13, unsigned(32)),
  nodeId: field(0x14, id),
  name: field(0x15, label),
  addresses: listField(0x16, 4, addressValue),
  pathId: field(0x17, id),
  role: field(0x18, choice<DirectionRole>(ROLES)),
  pathKey: field(0x19, key),
  allowedPrefixes: listField(0x1a, 8, prefixValue),
  homeRelay: listField(0x1b, 2, endpointValue),
} as const;

const REASONS = { policy: 0, revoked: 1, deleted: 2, offline: 3 } as const satisfies Record<
  WithdrawalReason,
  number
>;
const EVENTS = { established: 0, moved: 1, relayed: 2, closed: 3, failed: 4 } as const satisfies Record<
  TunnelEvent,
  number
>;

/** Changes of live tunnels. */
export const ROUTE_FIELD = {
  number: field(0x20, safeInteger),
  nodes: listField(0x21, 16, id),
  withdrawalReason: field(0x22, choice<WithdrawalReason>(REASONS)),
  tunnelEvent: field(0x23, choice<TunnelEvent>(EVENTS)),
  reason: field(0x24, prose(160)),
  endpoint: field(0x25, endpointValue),
  roundTripMicroseconds: field(0x26, unsigned(32)),
} as const;

const ERROR_CODES = {
  malformed: 0,
  unsupported: 1,
  notRegistered: 2,
  busy: 3,
  refused: 4,
  tooMany: 5,
  internal: 6,
} as const satisfies Record<FrameErrorCode, number>;

/** Errors. */
export const ERROR_FIELD = {
  code: field(0x28, choice<FrameErrorCode>(ERROR_CODES, 'internal')),
  retryAfterSeconds: field(0x29, unsigned(32)),
  text: field(0x2a, prose(128)),
} as const;

/** Frames inside tunnels. */
export const CONTROL_FIELD = {
  innerMtu: field(0x30, unsigned(16)),
  ciphers: field(0x31, ciphersValue),
  compactIndex: field(0x32, unsigned(32, 0x7fffffff)),
  probeSize: field(0x33, unsigned(16)),
  challenge: field(0x34, fixedBytes(8)),
  highestReceived: field(0x35, counter),
} as const;

/** Node records; the other fields of a record are above. */
export const RECORD_FIELD = {
  staticKey: field(0x38, key),
  issued: field(0x39, safeInteger),
  expires: field(0x3a, safeInteger),
  replaces: field(0x3b, key),
  prefixes: listField(0x3c, 8, prefixValue),
} as const;
