import fc, { type Arbitrary } from 'fast-check';
import { ipAddressOf } from '../../address/ip-address.ts';
import { hostPrefix } from '../../address/prefix.ts';
import type { DirectionOutcome } from '../direction-frame.ts';
import type { NodeRecord } from '../node-record.ts';
import type { FrameErrorCode, SignallingFrame } from '../signalling-frame.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.nat(0xffffffff);
const integer = fc.maxSafeNat();
const words = (maxLength: number, minLength = 0) =>
  fc.string({ minLength, maxLength, unit: fc.constantFrom('a', 'Z', '-', '.', ' ', '9') });

const address = fc.oneof(bytes(4), bytes(16)).map(ipAddressOf);
const endpoint = fc.record({ address, port: u16 });
const prefix = address.map(hostPrefix);
const addresses = fc.array(address, { maxLength: 4 });
const candidate = fc.record({
  source: fc.constantFrom('interface', 'observed', 'relayed'),
  network: fc.nat(255),
  endpoint,
});
const candidates = fc.array(candidate, { maxLength: 10 });
const level = fc.integer({ min: 1, max: 255 });
const capabilities = fc.record(
  { control: level, pathMove: level, checks: level, compact: level },
  { requiredKeys: [] },
);
const relayCredentials = fc.array(fc.record({ relay: words(16, 1), expiry: u32, password: bytes(20) }), {
  maxLength: 8,
});
const record = fc.uint8Array({ minLength: 1, maxLength: 576 });
const node = fc.record({ nodeId: bytes(16), name: words(63, 1), addresses });
const outcome: Arbitrary<DirectionOutcome> = fc.oneof(
  fc.record({ kind: fc.constantFrom('accepted', 'offline'), node }),
  fc.constant({ kind: 'noSuchName' as const }),
  fc.record({ kind: fc.constant('busy' as const), retryAfterMs: u32 }),
);
const errorCode = fc.constantFrom<FrameErrorCode>(
  'malformed',
  'unsupported',
  'notRegistered',
  'busy',
  'refused',
  'tooMany',
  'internal',
);

function frame<K extends SignallingFrame['kind'], T extends object>(
  kind: K,
  fields: { [P in keyof T]: Arbitrary<T[P]> },
  optional: { [key: string]: Arbitrary<unknown> } = {},
) {
  const always = { kind: fc.constant(kind), transaction: u32, ...fields };
  return fc.record({ ...always, ...optional }, { requiredKeys: Object.keys(always) as never[] });
}

const registrationFrames = [
  frame('registrationRequest', { candidates, agent: words(64), capabilities, bootId: bytes(16) }),
  frame('registrationResponse', {
    record,
    realmDomain: words(63, 1),
    realmPrefixes: fc.array(prefix, { maxLength: 4 }),
    resolvers: fc.array(address, { maxLength: 2 }),
    observed: endpoint,
    leaseSeconds: u32,
    serverTime: integer,
    relayCredentials,
  }),
  frame('keepAlive', {}, { answerAfterSeconds: u16 }),
  frame('keepAliveAnswer', {
    observed: endpoint,
    leaseSeconds: u32,
    serverTime: integer,
    registrationRequired: fc.boolean(),
    relayCredentials,
  }),
  frame('deregistration', {}),
  frame('deregistrationAnswer', {}),
];

const directionFrames = [
  frame('directionRequest', {
    lookup: fc.boolean(),
    target: fc.oneof(
      fc.record({ kind: fc.constant('name'), name: words(253, 1) }),
      fc.record({ kind: fc.constant('address'), address }),
    ),
    candidates,
  }),
  frame('directionResponse', { outcome }),
  frame('routeDirection', {
    pathId: bytes(16),
    role: fc.constantFrom('initiator', 'responder'),
    record,
    candidates,
    pathKey: bytes(32),
    allowedPrefixes: fc.array(prefix, { maxLength: 8 }),
    capabilities,
    homeRelay: fc.array(endpoint, { maxLength: 2 }),
  }),
  frame('routeConfirmation', { pathId: bytes(16) }),
];

const routeFrames = [
  frame('candidateUpdate', {
    number: integer,
    nodes: fc.array(bytes(16), { maxLength: 16 }),
    candidates,
  }),
  frame('candidateUpdateAnswer', {}, { observed: endpoint }),
  frame('routeWithdrawal', {
    target: fc.oneof(
      fc.record({ kind: fc.constant('path'), pathId: bytes(16) }),
      fc.record({ kind: fc.constant('node'), nodeId: bytes(16) }),
    ),
    reason: fc.constantFrom('policy', 'revoked', 'deleted', 'offline'),
  }),
  frame('routeWithdrawalAnswer', {}),
  frame(
    'tunnelReport',
    {
      pathId: bytes(16),
      event: fc.constantFrom('established', 'moved', 'relayed', 'closed', 'failed'),
      reason: words(160),
    },
    { endpoint, roundTripMicroseconds: u32 },
  ),
  frame('tunnelReportAnswer', {}),
];

const controlFrames = [
  frame(
    'sessionHello',
    {
      answer: fc.boolean(),
      pathId: bytes(16),
      capabilities,
      innerMtu: u16,
      ciphers: fc.array(fc.constantFrom('chacha20Poly1305', 'aes256Gcm'), { maxLength: 4 }),
    },
    { compactIndex: fc.nat(0x7fffffff) },
  ),
  frame('mtuProbe', { size: u16 }),
  frame('mtuProbeAnswer', { size: u16 }),
  frame('pathChallenge', { data: bytes(8) }),
  frame('pathResponse', { data: bytes(8) }),
  frame('pathMove', { number: integer, highestReceived: fc.bigInt(0n, 2n ** 64n - 1n) }),
];

const errorFrame = frame(
  'error',
  { requestType: fc.integer({ min: 0x10, max: 0x3f }), code: errorCode, text: words(128) },
  { retryAfterSeconds: u32 },
);

/** Any frame within the limits of its kind. */
export const arbitraryFrame = fc.oneof(
  ...registrationFrames,
  ...directionFrames,
  ...routeFrames,
  ...controlFrames,
  errorFrame,
) as Arbitrary<SignallingFrame>;

/** Any node record within its limits. */
export const arbitraryRecord: Arbitrary<NodeRecord> = fc.record(
  {
    realm: words(63, 1),
    nodeId: bytes(16),
    name: words(63, 1),
    staticKey: bytes(32),
    addresses,
    prefixes: fc.array(prefix, { maxLength: 8 }),
    issued: integer,
    expires: integer,
    replaces: bytes(32),
  },
  { requiredKeys: ['realm', 'nodeId', 'name', 'staticKey', 'addresses', 'prefixes', 'issued', 'expires'] },
);
