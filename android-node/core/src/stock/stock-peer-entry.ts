import { CookieJar } from '../handshake/cookie-jar.ts';
import type { OutgoingHandshake } from '../handshake/outgoing-handshake.ts';
import { SessionList } from '../handshake/session-list.ts';
import type { StockPeer } from '../inputs.ts';
import type { NodeServices } from '../services.ts';

/** Whether a handshake of ours is under way. */
export type StockHandshakeState =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'initiating';
      readonly outgoing: OutgoingHandshake;
      /** When the first message 1 of this attempt went out. */
      readonly since: number;
    };

/** What a node knows of one stock peer. */
export interface StockPeerEntry {
  readonly peer: number;
  settings: StockPeer;
  /** Where the peer was last heard, or the configured endpoint. */
  endpoint: string | undefined;
  readonly sessions: SessionList;
  readonly cookies: CookieJar;
  handshake: StockHandshakeState;
  /** When message 1 last went out to, and came in from, this peer. */
  lastInitiationSentAt: number;
  lastInitiationAcceptedAt: number;
  /** Monotonic milliseconds since which the peer is in the state that the status shows. */
  since: number;
  /** Whether the last report said that there is a session. */
  toldEstablished: boolean;
  rttMs: number | undefined;
}

/** A peer that was not called yet, under a number of its own at the data plane. */
export function newStockPeerEntry(services: NodeServices, settings: StockPeer, now: number): StockPeerEntry {
  return {
    peer: services.nextPeerNumber(),
    settings,
    endpoint: settings.endpoint,
    sessions: new SessionList(services),
    cookies: new CookieJar(),
    handshake: { kind: 'idle' },
    lastInitiationSentAt: Number.NEGATIVE_INFINITY,
    lastInitiationAcceptedAt: Number.NEGATIVE_INFINITY,
    since: now,
    toldEstablished: false,
    rttMs: undefined,
  };
}
