import type { Endpoint } from '../address/endpoint.ts';
import type { NodeId, PathId } from '../ids.ts';
import type { Candidate } from './candidate.ts';

/** A node's addresses changed; the coordinator passes it on to the named peers with the mover as the only node. */
export interface CandidateUpdate {
  readonly kind: 'candidateUpdate';
  readonly transaction: number;
  /** Rises with each update of one node; an older update is ignored. */
  readonly number: number;
  /** From a node: the peers to tell, at most 16. From the coordinator: the node whose addresses these are. */
  readonly nodes: readonly NodeId[];
  /** At most 10. */
  readonly candidates: readonly Candidate[];
}

export interface CandidateUpdateAnswer {
  readonly kind: 'candidateUpdateAnswer';
  readonly transaction: number;
  /** Source of the update as the coordinator saw it; absent in a node's answer. */
  readonly observed?: Endpoint;
}

export type WithdrawalReason = 'policy' | 'revoked' | 'deleted' | 'offline';

/** What is withdrawn: one path, or everything with one node. */
export type WithdrawalTarget =
  | { readonly kind: 'path'; readonly pathId: PathId }
  | { readonly kind: 'node'; readonly nodeId: NodeId };

/** The coordinator ends a tunnel, or with `offline` an attempt to build it. */
export interface RouteWithdrawal {
  readonly kind: 'routeWithdrawal';
  readonly transaction: number;
  readonly target: WithdrawalTarget;
  readonly reason: WithdrawalReason;
}

export interface RouteWithdrawalAnswer {
  readonly kind: 'routeWithdrawalAnswer';
  readonly transaction: number;
}

/** What became of a tunnel; `failed` says that no path was found. */
export type TunnelEvent = 'established' | 'moved' | 'relayed' | 'closed' | 'failed';

/** A node tells what became of a tunnel. */
export interface TunnelReport {
  readonly kind: 'tunnelReport';
  readonly transaction: number;
  readonly pathId: PathId;
  readonly event: TunnelEvent;
  /** In words that a person understands, at most 160 bytes. */
  readonly reason: string;
  /** Where the peer is reached. */
  readonly endpoint?: Endpoint;
  /** Time to the peer and back. */
  readonly roundTripMicroseconds?: number;
}

export interface TunnelReportAnswer {
  readonly kind: 'tunnelReportAnswer';
  readonly transaction: number;
}

export type RouteFrame =
  | CandidateUpdate
  | CandidateUpdateAnswer
  | RouteWithdrawal
  | RouteWithdrawalAnswer
  | TunnelReport
  | TunnelReportAnswer;
