import type {
  Candidate,
  Capabilities,
  DirectionRole,
  Endpoint,
  IpAddress,
  PathId,
  Prefix,
} from '@ntmobile/shared';
import { CookieJar } from '../handshake/cookie-jar.ts';
import type { OutgoingHandshake } from '../handshake/outgoing-handshake.ts';
import { SessionList } from '../handshake/session-list.ts';
import type { Route } from '../route/select-route.ts';
import type { NodeServices } from '../services.ts';
import { InitiationAllowance } from './initiation-allowance.ts';
import { type MtuSearch, SMALLEST_PATH_MTU } from './mtu-search.ts';

/** Another node, as its signed record names it. */
export interface PeerNode {
  /** Text form of the node id. */
  readonly nodeId: string;
  /** Label under the realm's domain. */
  readonly name: string;
  readonly staticKey: Uint8Array;
  readonly addresses: readonly IpAddress[];
}

/** What a RouteDirection said about how to reach the peer. */
export interface Direction {
  readonly pathId: PathId;
  /** New with every direction: tells a repeat from a new one. */
  readonly pathKey: Uint8Array;
  readonly role: DirectionRole;
  readonly candidates: readonly Candidate[];
  readonly prefixes: readonly Prefix[];
  readonly capabilities: Capabilities;
}

/** Whether packets to the peer can be sent now. */
export type TunnelLink =
  | { readonly kind: 'idle'; readonly since: number; readonly why: string }
  | { readonly kind: 'connecting'; readonly since: number }
  | { readonly kind: 'established'; readonly since: number; readonly route: Route }
  | { readonly kind: 'noPath'; readonly since: number; readonly why: string };

/** The handshake under way, if any; a live tunnel has one while it rekeys. */
export type Attempt =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'initiating';
      readonly outgoing: OutgoingHandshake;
      readonly targets: readonly Endpoint[];
      readonly startedAt: number;
      /** Position in ATTEMPT_STEPS of what is due next; its length when only late answers are awaited. */
      readonly nextStep: number;
    }
  | { readonly kind: 'awaitingPeer' };

/** The SessionHello of the newest session that we initiated. */
export type HelloState =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'asked';
      readonly localIndex: number;
      readonly transaction: number;
      readonly firstSentAt: number;
      readonly repeats: number;
    };

/** A probe of the path's MTU under way. */
export interface ProbeState {
  readonly search: MtuSearch;
  readonly localIndex: number;
  readonly transaction: number;
  readonly sentAt: number;
}

/** One line of the tunnel table: a correspondent with its addresses, keys and route. */
export interface TunnelEntry {
  /** Number of the peer at the data plane. */
  readonly peer: number;
  node: PeerNode;
  direction: Direction;
  link: TunnelLink;
  attempt: Attempt;
  hello: HelloState;
  probe: ProbeState | undefined;
  readonly sessions: SessionList;
  readonly cookies: CookieJar;
  /** The peer's messages 1 that may still be answered. */
  readonly initiations: InitiationAllowance;
  /** Where the newest session found the peer. */
  endpoint: Endpoint | undefined;
  pathMtu: number;
  rttMs: number | undefined;
  /** The coordinator is still to be told that the tunnel is established. */
  reportDue: boolean;
}

/** A correspondent that was just directed to, under a number of its own at the data plane; it is in no table yet. */
export function newTunnelEntry(
  services: NodeServices,
  node: PeerNode,
  direction: Direction,
  now: number,
): TunnelEntry {
  return {
    peer: services.nextPeerNumber(),
    node,
    direction,
    link: { kind: 'connecting', since: now },
    attempt: { kind: 'none' },
    hello: { kind: 'none' },
    probe: undefined,
    sessions: new SessionList(services),
    cookies: new CookieJar(),
    initiations: new InitiationAllowance(),
    endpoint: undefined,
    pathMtu: SMALLEST_PATH_MTU,
    rttMs: undefined,
    reportDue: false,
  };
}
