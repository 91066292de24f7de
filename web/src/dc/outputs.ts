import type { TunnelEvent } from '@ntmobile/shared';
import type { NodePair } from './direction/node-pair.ts';
import type { Lease } from './registration/lease.ts';

/**
 * What the store is asked. A host does these in order for each node or pair, and may gather several in one
 * statement; what fails comes back as `storeFailed`.
 */
export type StoreOutput =
  | {
      /** Asks for the node of an unknown static key (32 bytes), at most 50 a second; answered by `nodeLoaded`. */
      readonly kind: 'loadNode';
      readonly staticKey: Uint8Array;
    }
  | {
      /** Asks who shares which path with this node; answered by `peersLoaded`. */
      readonly kind: 'loadPeers';
      readonly nodeId: string;
    }
  | {
      /**
       * The stamp (TAI64N, 12 bytes) of the last accepted message 1 of a static key; only ever raises what is stored.
       * Packets that follow need not wait for it: a message 1 that is replayed after a crash makes a session that
       * nobody can confirm, and moves neither endpoint nor lease.
       */
      readonly kind: 'saveStamp';
      readonly staticKey: Uint8Array;
      readonly stamp: Uint8Array;
    }
  | { readonly kind: 'saveLease'; readonly lease: Lease }
  | {
      /** The lease ended: expired, given up by its node, or its node may not take part any more. */
      readonly kind: 'dropLease';
      readonly nodeId: string;
    }
  | {
      /** Insert this path unless the pair has one; answered by `pathStored` with the one that it has then. */
      readonly kind: 'storePath';
      readonly pair: NodePair;
      /** 16 random bytes. */
      readonly pathId: Uint8Array;
    }
  | {
      /**
       * A direction was denied, with the true reason, which the asker does not learn. At most one a minute for a
       * pair.
       */
      readonly kind: 'recordAudit';
      readonly askerId: string;
      readonly targetId: string;
      /** A sentence's end: `the target is suspended`. */
      readonly reason: string;
      /** Unix milliseconds. */
      readonly at: number;
    }
  | {
      /** What a node says of one of its tunnels. Whether the path is one of this node's is for the store to check. */
      readonly kind: 'recordTunnelReport';
      readonly nodeId: string;
      /** Text form, 26 characters. */
      readonly pathId: string;
      readonly event: TunnelEvent;
      /** In words that a person understands. */
      readonly reason: string;
      /** Where the peer is reached, as text. */
      readonly endpoint?: string;
      readonly roundTripMicroseconds?: number;
      /** Unix milliseconds. */
      readonly at: number;
    };

/** What the coordinator asks of its host. Names are imperatives. Drained until `armTimer`. */
export type DcOutput =
  | StoreOutput
  | { readonly kind: 'sendPacket'; readonly destination: string; readonly datagram: Uint8Array }
  | {
      /** Once, after `started`: every node with a lease has been called, and has answered or had half a second. */
      readonly kind: 'nodesCalled';
    }
  | {
      /** Last of each drain: `timeReached` is due at this monotonic time; undefined: never. */
      readonly kind: 'armTimer';
      readonly at: number | undefined;
    };
