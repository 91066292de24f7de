/**
 * Everything a host can tell a node. Names are past participles: they say what happened outside.
 *
 * Addresses, prefixes and endpoints are text (`192.0.2.1`, `198.18.0.0/15`, `192.0.2.1:5`, `[2001:db8::1]:5`),
 * as in the data plane's interface, so a host passes them through unread.
 */

/** What the data plane hands up; each event is an input of the node as it is. */
export type DataPlaneInput =
  | {
      /** A message 1, 2 or 3 whose length and (1, 2) mac1 are right. */
      readonly kind: 'handshakeReceived';
      readonly socket: number;
      readonly source: string;
      readonly message: Uint8Array;
    }
  | {
      /** A type 4 packet for an index the node owns (`ownIndex`), unopened. */
      readonly kind: 'sealedReceived';
      readonly socket: number;
      readonly source: string;
      readonly localIndex: number;
      readonly counter: bigint;
      readonly packet: Uint8Array;
    }
  | {
      /** An opened control payload (first byte 0x1_) of a session with one of our nodes. */
      readonly kind: 'controlReceived';
      readonly peer: number;
      readonly localIndex: number;
      readonly source: string;
      readonly counter: bigint;
      readonly payload: Uint8Array;
    }
  | {
      /** A DNS message to the resolver's address; `id` is answered by `answerDns`. */
      readonly kind: 'dnsQueryReceived';
      readonly id: number;
      readonly payload: Uint8Array;
    }
  | {
      /** The first packet for a virtual address without a session; the data plane queues it. */
      readonly kind: 'missed';
      readonly destination: string;
    }
  | {
      /** A responder session got its first valid packet. */
      readonly kind: 'sessionConfirmed';
      readonly peer: number;
      readonly localIndex: number;
      readonly socket: number;
      readonly source: string;
    }
  | {
      /** A valid packet came from another source than the one in use. */
      readonly kind: 'sourceChanged';
      readonly peer: number;
      readonly localIndex: number;
      readonly socket: number;
      readonly source: string;
    }
  | {
      readonly kind: 'timerDue';
      readonly peer: number;
      readonly localIndex: number;
      readonly cause: SessionTimerCause;
    };

/** WireGuard's packet-driven timers, reported once per session and cause. */
export type SessionTimerCause =
  | 'sentAfterRekey'
  | 'receivedNearReject'
  | 'sentUnanswered'
  | 'receivedUnanswered'
  | 'expired';

/** One network interface with its usable addresses. */
export interface NetworkInterface {
  readonly name: string;
  readonly addresses: readonly string[];
}

/** A Direction Coordinator of the list, in the order in which it is tried. */
export interface DirectionCoordinatorAddress {
  readonly publicKey: Uint8Array;
  /** Tried in turn, those whose family has a socket. */
  readonly endpoints: readonly string[];
}

/** What enrolment gave this node. */
export interface Enrolment {
  /** Text form of the 16-byte node id. */
  readonly nodeId: string;
  readonly name: string;
  readonly coordinators: readonly DirectionCoordinatorAddress[];
  /** Ed25519 public key under which node records are signed. */
  readonly recordKey: Uint8Array;
  /** What no coordinator may go beyond: the realm's domain, and its virtual prefixes as text. */
  readonly realm: { readonly domain: string; readonly prefixes: readonly string[] };
}

/** A plain WireGuard peer, configured by a person. */
export interface StockPeer {
  readonly name: string;
  readonly publicKey: Uint8Array;
  /** Inner prefixes routed to this peer. */
  readonly prefixes: readonly string[];
  readonly endpoint?: string;
  readonly presharedKey?: Uint8Array;
  readonly persistentKeepaliveMs?: number;
  /** MTU of inner packets on the path, 1420 where absent. */
  readonly pathMtu?: number;
}

/** Settings that hold with or without a DC. */
export interface NodeConfiguration {
  /** UDP port of the node's sockets; 0 lets the system choose. */
  readonly listenPort: number;
  readonly tunMtu: number;
  /** Addresses of the TUN that no DC gave (stock peers only); prefix text such as `10.0.0.1/24`. */
  readonly staticAddresses: readonly string[];
  readonly peers: readonly StockPeer[];
  /** Prefixes in which loopback is admitted as candidate: empty but in demonstrations and tests. */
  readonly allowedTestPrefixes: readonly string[];
}

/** What the realm's configuration says of the TUN; what is absent is as the registration says. */
export interface OverlayConfiguration {
  /** Prefixes of the realm that are routed into the TUN. */
  readonly prefixes?: readonly string[];
  readonly searchDomain?: string;
}

/** Counters of one peer, as the data plane's `counters()` gives them. */
export interface PeerCounters {
  readonly peer: number;
  readonly sentBytes: number;
  readonly sentPackets: number;
  readonly receivedBytes: number;
  readonly receivedPackets: number;
  /** Monotonic milliseconds; absent until something came. */
  readonly lastReceivedAt?: number;
  readonly endpoint?: string;
}

export type NodeInput =
  | DataPlaneInput
  | {
      /** First input of all: what `saveState` stored in earlier runs, and the wall clock of this moment. */
      readonly kind: 'started';
      readonly wallClockMs: number;
      readonly state: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'timeReached' }
  | { readonly kind: 'networkChanged'; readonly interfaces: readonly NetworkInterface[] }
  | {
      /**
       * Again, with other coordinators: a session goes on until one of these has answered (`coordinatorProven`),
       * which is looked for at once, also when the list is the same; tunnels do not notice.
       */
      readonly kind: 'enrolled';
      readonly enrolment: Enrolment;
    }
  | { readonly kind: 'overlayConfigured'; readonly overlay: OverlayConfiguration }
  | { readonly kind: 'configured'; readonly configuration: NodeConfiguration }
  | { readonly kind: 'socketOpened'; readonly socket: number; readonly port: number }
  | { readonly kind: 'socketFailed'; readonly socket: number; readonly message: string }
  | { readonly kind: 'tunFailed'; readonly message: string }
  | {
      /** An upstream resolver's answer to `forwardDns`; without payload: none came. */
      readonly kind: 'dnsUpstreamAnswered';
      readonly id: number;
      readonly payload?: Uint8Array;
    }
  | { readonly kind: 'statusRequested'; readonly id: number; readonly counters: readonly PeerCounters[] }
  | {
      /** The node is to leave: Deregistration goes out, sessions are removed. */
      readonly kind: 'stopRequested';
    };
