/** WireGuard's packet-driven timers. */
export type SessionTimerCause =
  /** The initiator sent in a session older than 120 s (once per session). */
  | 'sentAfterRekey'
  /** The initiator received in a session older than 165 s (once per session). */
  | 'receivedNearReject'
  /** Data was sent and nothing came back for 15 s; armed again by the next data after it. */
  | 'sentUnanswered'
  /** Data was received and nothing sent for 10 s: a keep-alive is due; armed again by the next data. */
  | 'receivedUnanswered'
  /** The session is 180 s old: it neither sends nor receives any more and its keys are wiped. */
  | 'expired';

/** What the data plane hands up, in batches and in order. */
export type DataPlaneEvent =
  | {
      /** A message 1, 2 or 3 whose length and (1, 2) mac1 are right. */
      readonly kind: 'handshakeReceived';
      readonly socket: number;
      readonly source: string;
      readonly message: Uint8Array;
    }
  | {
      /** A type 4 packet for an index marked by `ownIndex`, whole and unopened. */
      readonly kind: 'sealedReceived';
      readonly socket: number;
      readonly source: string;
      readonly localIndex: number;
      readonly counter: bigint;
      readonly packet: Uint8Array;
    }
  | {
      /** An opened payload whose first byte is 0x10-0x1f, with its zero padding; never from a stock peer. */
      readonly kind: 'controlReceived';
      readonly peer: number;
      readonly localIndex: number;
      readonly source: string;
      readonly counter: bigint;
      readonly payload: Uint8Array;
    }
  | {
      /** A DNS message sent to the resolver's address over UDP; `answerDns` with this id answers it once. */
      readonly kind: 'dnsQueryReceived';
      readonly id: number;
      readonly payload: Uint8Array;
    }
  | {
      /** The first packet to an address without session; it and the next 31 wait up to 2 s. */
      readonly kind: 'missed';
      readonly destination: string;
    }
  | {
      /** A responder session got its first valid packet: from now on it sends, to that source. */
      readonly kind: 'sessionConfirmed';
      readonly peer: number;
      readonly localIndex: number;
      readonly socket: number;
      readonly source: string;
    }
  | {
      /** A valid packet with the highest counter so far came from a source not seen in this session. */
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

/** A datagram that a data plane with UDP in memory wants delivered. */
export interface OutgoingDatagram {
  readonly socket: number;
  readonly destination: string;
  readonly datagram: Uint8Array;
}

/** Payload bytes and packets of inner traffic with one peer; both directions count type 4 only. */
export interface PeerTraffic {
  readonly peer: number;
  readonly sentBytes: number;
  readonly sentPackets: number;
  readonly receivedBytes: number;
  readonly receivedPackets: number;
  /** Monotonic milliseconds of the last valid packet; absent until one came. */
  readonly lastReceivedAt?: number;
  /** Where packets to this peer go now. */
  readonly endpoint?: string;
}

export interface DataPlaneCounters {
  /** By name: traffic of the whole data plane and every reason for which a packet was refused. */
  readonly totals: Record<string, number>;
  readonly peers: PeerTraffic[];
}
