import type { DataPlaneEvent, OutgoingDatagram } from './events.ts';

/** Addresses, prefixes and endpoints are text: `192.0.2.1`, `198.18.0.0/15`, `192.0.2.1:5`, `[2001:db8::1]:5`. */
export interface DataPlaneOptions {
  /** Public key of this node, 32 bytes: mac1 of messages 1 and 2 is checked against it. */
  readonly identity: { readonly publicKey: Uint8Array };
  /** `linux` opens (or makes) the TUN interface of that name; addresses, routes and link state are the host's. */
  readonly tun:
    | { readonly kind: 'memory'; readonly mtu: number }
    | { readonly kind: 'linux'; readonly name: string; readonly mtu: number };
  readonly udp: 'memory' | 'system';
  /** Called in order; synchronously at the end of a call where both TUN and UDP are in memory. */
  onEvents(events: DataPlaneEvent[]): void;
  /** Packets for the TUN, where it is in memory. */
  onTunPackets?(packets: Uint8Array[]): void;
  /** Datagrams to deliver, where UDP is in memory. */
  onDatagrams?(datagrams: OutgoingDatagram[]): void;
  /**
   * Monotonic milliseconds, where both TUN and UDP are in memory; then `timeReached` is called by whoever owns
   * the clock when `nextDeadline` has come. Without it, and with a real TUN or socket, it is the boot clock.
   */
  clock?: () => number;
}

export interface SocketOptions {
  /** Number by which events and calls name this socket; chosen by the caller. */
  readonly socket: number;
  readonly family: 4 | 6;
  /** Local address; the unspecified one where absent. */
  readonly address?: string;
  /** 0 lets the system choose. */
  readonly port: number;
}

export interface PeerOptions {
  readonly peer: number;
  /** Inner prefixes routed to this peer, and the only ones admitted as source of its packets. */
  readonly prefixes: readonly string[];
  /** `stock`: no control payloads, endpoint by last authenticated source. */
  readonly kind: 'ntm' | 'stock';
  /** Largest inner packet of the path, 1280 to 65535 bytes. */
  readonly pathMtu: number;
  /** An empty packet is sent after this time without any, while a session lives. */
  readonly persistentKeepaliveMs?: number;
}

export interface SessionOptions {
  readonly peer: number;
  readonly localIndex: number;
  readonly remoteIndex: number;
  /** 32 bytes each. */
  readonly sendKey: Uint8Array;
  readonly receiveKey: Uint8Array;
  /** `initiator`: sends at once; `responder`: sends after its first valid packet, to the source of that. */
  readonly role: 'initiator' | 'responder';
  readonly socket: number;
  readonly endpoint?: string;
  /** Monotonic milliseconds of the handshake. */
  readonly establishedAt: number;
}

export interface RefusalOptions {
  readonly destination: string;
  readonly reason: 'hostUnreachable' | 'prohibited';
  readonly forMs: number;
}
