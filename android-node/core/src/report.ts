/** What a node tells people and telemetry about itself. */

/** Class of a route, best first. */
export type RouteKind = 'sameLan' | 'directV6' | 'directV4' | 'stock';

/** Where a tunnel is in its life. */
export type TunnelStateName = 'idle' | 'connecting' | 'established' | 'noPath';

/** One line of `ntm-node status`. */
export interface TunnelStatus {
  /** Number of the peer at the data plane. */
  readonly peer: number;
  /** Node name, or the name given to a stock peer. */
  readonly name: string;
  /** Text form of the node id; absent for stock peers. */
  readonly nodeId?: string;
  readonly virtualAddresses: readonly string[];
  readonly state: TunnelStateName;
  readonly route?: RouteKind;
  /** The reason for the route or for its absence, in words. */
  readonly why: string;
  readonly endpoint?: string;
  readonly rttMs?: number;
  readonly pathMtu: number;
  /** Monotonic milliseconds of the change to this state. */
  readonly since: number;
  /** Text form of the path id; absent for stock peers. */
  readonly pathId?: string;
  readonly sentBytes: number;
  readonly receivedBytes: number;
  readonly lastReceivedAt?: number;
}

/** State of the session with the Direction Coordinator. */
export interface CoordinatorStatus {
  readonly state: 'none' | 'connecting' | 'connected' | 'registered';
  readonly endpoint?: string;
  readonly observedEndpoint?: string;
  readonly rttMs?: number;
  readonly since: number;
}

/** A node as it is now. */
export interface NodeStatus {
  /** Text form of the 16 random bytes of this start. */
  readonly bootId: string;
  readonly nodeId?: string;
  readonly name?: string;
  readonly realmDomain?: string;
  readonly virtualAddresses: readonly string[];
  /** The coordinator's clock (Unix milliseconds) minus the node's monotonic one; absent before its first answer. */
  readonly serverClockOffset?: number;
  readonly coordinator: CoordinatorStatus;
  readonly tunnels: readonly TunnelStatus[];
  /** Counted reports since start, by name (see `countedReports`). */
  readonly counts: Readonly<Record<string, number>>;
}

export type NodeReport =
  | { readonly kind: 'status'; readonly id: number; readonly status: NodeStatus }
  | { readonly kind: 'coordinatorChanged'; readonly coordinator: CoordinatorStatus }
  | {
      /** First answer of a coordinator since the last `enrolled`, and the endpoint of its list that led there. */
      readonly kind: 'coordinatorProven';
      readonly publicKey: Uint8Array;
      readonly endpoint: string;
    }
  | { readonly kind: 'tunnelChanged'; readonly tunnel: TunnelStatus }
  | {
      /** A node's static key is not the one remembered and no record says `replaces`. */
      readonly kind: 'keyChangeRefused';
      readonly nodeId: string;
      readonly name: string;
    }
  | {
      /** After `stopRequested`: the coordinator knows, or it did not answer. */
      readonly kind: 'left';
    }
  | { readonly kind: 'failed'; readonly what: string; readonly message: string };
