import type { NodePair } from './direction/node-pair.ts';
import type { PeerPath } from './direction/path-table.ts';
import type { NodeProfile } from './directory/node-profile.ts';
import type { StoreOutput } from './outputs.ts';
import type { Lease } from './registration/lease.ts';

/**
 * Everything a host can tell the coordinator. Names are past participles: they say what happened outside.
 * Endpoints are text (`192.0.2.1:5`, `[2001:db8::1]:5`), node ids the 26 characters of their text form.
 *
 * Every `loadNode`, `loadPeers` and `storePath` output is answered by exactly one input: its own, or `storeFailed`.
 */
export type DcInput =
  | {
      /**
       * First input of all. `profiles` are all nodes of the realm that are not deleted, each with the stamp that
       * `saveStamp` stored last for its key; later changes come as `nodeChanged`. `leases` are the unexpired ones of
       * this worker: each of their nodes is initiated to in this order, 500 a second, so those with live tunnels
       * come first.
       */
      readonly kind: 'started';
      readonly wallClockMs: number;
      readonly profiles: readonly NodeProfile[];
      readonly leases: readonly Lease[];
    }
  | {
      /** The wall clock now, once a minute or so: a monotonic clock drifts from it. */
      readonly kind: 'wallClockRead';
      readonly wallClockMs: number;
    }
  | { readonly kind: 'packetReceived'; readonly source: string; readonly datagram: Uint8Array }
  | { readonly kind: 'timeReached' }
  | {
      /** Answer to `loadNode`: the node that is not deleted and has this key, with its stamp, or none. */
      readonly kind: 'nodeLoaded';
      readonly staticKey: Uint8Array;
      readonly profile: NodeProfile | undefined;
    }
  | {
      /**
       * A node was enrolled, approved, suspended, renamed or deleted; also after each re-reading of the table, since
       * notifications get lost. An equal profile changes nothing.
       */
      readonly kind: 'nodeChanged';
      readonly profile: NodeProfile;
    }
  | {
      /** Answer to `loadPeers`: all paths of this node, those of `storePath` outputs before it too. */
      readonly kind: 'peersLoaded';
      readonly nodeId: string;
      readonly paths: readonly PeerPath[];
    }
  | {
      /** Answer to `storePath`: the path of this pair as the database has it now, drawn by us or before. */
      readonly kind: 'pathStored';
      readonly pair: NodePair;
      /** 16 bytes. */
      readonly pathId: Uint8Array;
    }
  | {
      /** An output to the store was not done; the host does not try it again by itself. */
      readonly kind: 'storeFailed';
      readonly output: StoreOutput;
    };
