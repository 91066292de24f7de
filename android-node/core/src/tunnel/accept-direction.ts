import {
  bytesEqual,
  endpointRefusal,
  formatNodeId,
  type NodeRecord,
  type Prefix,
  type RecordRefusal,
  type RouteDirection,
  verifyNodeRecord,
} from '@ntmobile/shared';
import type { Realm } from '../realm/realm.ts';
import type { NodeServices } from '../services.ts';
import type { PeerKeys } from './peer-keys.ts';
import type { Direction, PeerNode } from './tunnel-entry.ts';

/** Why a RouteDirection is not taken over. */
export type DirectionRefusal = RecordRefusal | 'notRegistered' | 'self' | 'outsideRealm' | 'keyChanged';

export type DirectionVerdict =
  | { readonly kind: 'accepted'; readonly node: PeerNode; readonly direction: Direction }
  | { readonly kind: 'refused'; readonly reason: DirectionRefusal; readonly record?: NodeRecord };

/** What a RouteDirection is judged by. */
export interface DirectionTrust {
  readonly realm: Realm;
  /** Ed25519 key under which the realm signs node records. */
  readonly recordKey: Uint8Array;
  readonly peerKeys: PeerKeys;
  readonly allowedTestPrefixes: readonly Prefix[];
}

/** Judges the record of a RouteDirection and drops candidates to which nothing may be sent. */
export function acceptDirection(
  frame: RouteDirection,
  trust: DirectionTrust,
  services: NodeServices,
  now: number,
): DirectionVerdict {
  const { realm } = trust;
  const serverTime = realm.serverTime(now);
  if (realm.facts === undefined || serverTime === undefined)
    return { kind: 'refused', reason: 'notRegistered' };
  const verdict = verifyNodeRecord(
    frame.record,
    { signingKey: trust.recordKey, realm: realm.facts.domain, serverTime },
    services.primitives,
  );
  if (verdict.kind === 'refused') return verdict;
  const { record } = verdict;
  const reason = refusalOf(record, trust, services);
  if (reason !== undefined) return { kind: 'refused', reason, record };
  const realmPrefixes = realm.facts.prefixes;
  const candidates = frame.candidates.filter(
    ({ endpoint }) => endpointRefusal(endpoint, trust.allowedTestPrefixes, realmPrefixes) === undefined,
  );
  const { pathId, pathKey, role, allowedPrefixes: prefixes, capabilities } = frame;
  return {
    kind: 'accepted',
    node: nodeOf(record),
    direction: { pathId, pathKey, role, candidates, prefixes, capabilities },
  };
}

function refusalOf(
  record: NodeRecord,
  trust: DirectionTrust,
  services: NodeServices,
): DirectionRefusal | undefined {
  if (bytesEqual(record.staticKey, services.identity.publicKey)) return 'self';
  if (!record.addresses.every((address) => trust.realm.contains(address))) return 'outsideRealm';
  return trust.peerKeys.accept(record) ? undefined : 'keyChanged';
}

function nodeOf(record: NodeRecord): PeerNode {
  const { name, staticKey, addresses } = record;
  return { nodeId: formatNodeId(record.nodeId), name, staticKey, addresses };
}
