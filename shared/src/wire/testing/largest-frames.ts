import type { Endpoint } from '../../address/endpoint.ts';
import { parseIpAddress } from '../../address/ip-address.ts';
import { hostPrefix } from '../../address/prefix.ts';
import type { Candidate } from '../candidate.ts';
import { NODE_RECORD_LIMIT } from '../fields.ts';
import type { NodeRecord } from '../node-record.ts';
import type { SignallingFrame } from '../signalling-frame.ts';

const address = parseIpAddress('2001:db8:ffff:ffff:ffff:ffff:ffff:ffff');
const endpoint: Endpoint = { address, port: 0xffff };
const candidate: Candidate = { source: 'relayed', network: 255, endpoint };
const capabilities = { control: 255, pathMove: 255, checks: 255, compact: 255 };
const id = new Uint8Array(16).fill(0xff);
const key = new Uint8Array(32).fill(0xff);
const number = Number.MAX_SAFE_INTEGER;
const times = <T>(count: number, value: T): T[] => new Array<T>(count).fill(value);

/** A node record in which everything is present and as long as it may be. */
export const largestRecord: NodeRecord = {
  realm: 'r'.repeat(63),
  nodeId: id,
  name: 'n'.repeat(63),
  staticKey: key,
  addresses: times(4, address),
  prefixes: times(8, hostPrefix(address)),
  issued: number,
  expires: number,
  replaces: key,
};

/** A decoder takes this many bytes, although the largest record that can be written today is shorter. */
const record = new Uint8Array(NODE_RECORD_LIMIT);
const transaction = 0xffffffff;
const candidates = times(10, candidate);
const relayCredentials = times(8, {
  relay: 'relay-of-16-char',
  expiry: 0xffffffff,
  password: new Uint8Array(20),
});
const node = { nodeId: id, name: 'n'.repeat(63), addresses: times(4, address) };

/** Every kind of frame with everything in it as long as it may be. */
export const largestFrames: { readonly [K in SignallingFrame['kind']]: SignallingFrame & { kind: K } } = {
  registrationRequest: {
    kind: 'registrationRequest',
    transaction,
    candidates,
    agent: 'a'.repeat(64),
    capabilities,
    bootId: id,
  },
  registrationResponse: {
    kind: 'registrationResponse',
    transaction,
    record,
    realmDomain: 'r'.repeat(63),
    realmPrefixes: times(4, hostPrefix(address)),
    resolvers: times(2, address),
    observed: endpoint,
    leaseSeconds: 0xffffffff,
    serverTime: number,
    relayCredentials,
  },
  keepAlive: { kind: 'keepAlive', transaction, answerAfterSeconds: 0xffff },
  keepAliveAnswer: {
    kind: 'keepAliveAnswer',
    transaction,
    observed: endpoint,
    leaseSeconds: 0xffffffff,
    serverTime: number,
    registrationRequired: true,
    relayCredentials,
  },
  directionRequest: {
    kind: 'directionRequest',
    transaction,
    lookup: true,
    target: { kind: 'name', name: 'd'.repeat(253) },
    candidates,
  },
  directionResponse: { kind: 'directionResponse', transaction, outcome: { kind: 'accepted', node } },
  routeDirection: {
    kind: 'routeDirection',
    transaction,
    pathId: id,
    role: 'responder',
    record,
    candidates,
    pathKey: key,
    allowedPrefixes: times(8, hostPrefix(address)),
    capabilities,
    homeRelay: times(2, endpoint),
  },
  routeConfirmation: { kind: 'routeConfirmation', transaction, pathId: id },
  candidateUpdate: { kind: 'candidateUpdate', transaction, number, nodes: times(16, id), candidates },
  candidateUpdateAnswer: { kind: 'candidateUpdateAnswer', transaction, observed: endpoint },
  routeWithdrawal: {
    kind: 'routeWithdrawal',
    transaction,
    target: { kind: 'path', pathId: id },
    reason: 'offline',
  },
  routeWithdrawalAnswer: { kind: 'routeWithdrawalAnswer', transaction },
  tunnelReport: {
    kind: 'tunnelReport',
    transaction,
    pathId: id,
    event: 'failed',
    reason: 'w'.repeat(160),
    endpoint,
    roundTripMicroseconds: 0xffffffff,
  },
  tunnelReportAnswer: { kind: 'tunnelReportAnswer', transaction },
  deregistration: { kind: 'deregistration', transaction },
  deregistrationAnswer: { kind: 'deregistrationAnswer', transaction },
  sessionHello: {
    kind: 'sessionHello',
    transaction,
    answer: true,
    pathId: id,
    capabilities,
    innerMtu: 0xffff,
    ciphers: times(4, 'aes256Gcm'),
    compactIndex: 0x7fffffff,
  },
  mtuProbe: { kind: 'mtuProbe', transaction, size: 0xffff },
  mtuProbeAnswer: { kind: 'mtuProbeAnswer', transaction, size: 0xffff },
  pathChallenge: { kind: 'pathChallenge', transaction, data: new Uint8Array(8) },
  pathResponse: { kind: 'pathResponse', transaction, data: new Uint8Array(8) },
  pathMove: { kind: 'pathMove', transaction, number, highestReceived: 2n ** 64n - 1n },
  error: {
    kind: 'error',
    transaction,
    requestType: 0x3f,
    code: 'internal',
    retryAfterSeconds: 0xffffffff,
    text: 't'.repeat(128),
  },
};
