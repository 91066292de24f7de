import type { Endpoint } from '../address/endpoint.ts';
import type { IpAddress } from '../address/ip-address.ts';
import type { Prefix } from '../address/prefix.ts';
import type { NodeId, PathId } from '../ids.ts';
import type { Candidate } from './candidate.ts';
import type { Capabilities } from './capabilities.ts';

/** Whom a node wants to reach: a domain name (lower case, no final dot) or a virtual address. */
export type DirectionTarget =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'address'; readonly address: IpAddress };

/** A node asks for a tunnel, or with `lookup` only what the name or address is. */
export interface DirectionRequest {
  readonly kind: 'directionRequest';
  readonly transaction: number;
  readonly lookup: boolean;
  readonly target: DirectionTarget;
  /** Present candidates of the asker, at most 10. */
  readonly candidates: readonly Candidate[];
}

/** The node that a DirectionRequest found. */
export interface DirectedNode {
  readonly nodeId: NodeId;
  /** Its label under the realm's domain, at most 63 bytes. */
  readonly name: string;
  /** Its virtual addresses, at most 4. */
  readonly addresses: readonly IpAddress[];
}

/** `noSuchName` is also said where the policy forbids the pair: a node cannot tell the two apart. */
export type DirectionOutcome =
  | { readonly kind: 'accepted'; readonly node: DirectedNode }
  | { readonly kind: 'offline'; readonly node: DirectedNode }
  | { readonly kind: 'noSuchName' }
  | { readonly kind: 'busy'; readonly retryAfterMs: number };

export interface DirectionResponse {
  readonly kind: 'directionResponse';
  readonly transaction: number;
  readonly outcome: DirectionOutcome;
}

/** Which side of a direction starts the handshake. */
export type DirectionRole = 'initiator' | 'responder';

/** The coordinator tells each of two nodes to build the tunnel between them. */
export interface RouteDirection {
  readonly kind: 'routeDirection';
  readonly transaction: number;
  readonly pathId: PathId;
  readonly role: DirectionRole;
  /** The peer's signed record (see node-record.ts). */
  readonly record: Uint8Array;
  /** The peer's candidates, at most 10. */
  readonly candidates: readonly Candidate[];
  /** 32 bytes that both sides of this direction share; they key the checks. */
  readonly pathKey: Uint8Array;
  /** What this peer may send from and be sent to, at most 8. */
  readonly allowedPrefixes: readonly Prefix[];
  /** The peer's, as registered. */
  readonly capabilities: Capabilities;
  /** Addresses of the peer's home relay, at most 2. */
  readonly homeRelay: readonly Endpoint[];
}

/** Stops the repeats of a RouteDirection. */
export interface RouteConfirmation {
  readonly kind: 'routeConfirmation';
  readonly transaction: number;
  readonly pathId: PathId;
}

export type DirectionFrame = DirectionRequest | DirectionResponse | RouteDirection | RouteConfirmation;
