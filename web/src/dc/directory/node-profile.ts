import type { IpAddress, Prefix } from '@ntmobile/shared';

/** Whether a node may take part. Only an admitted one may. */
export type NodeStanding = 'admitted' | 'pending' | 'suspended' | 'deleted';

/** What the database says of a node. */
export interface NodeProfile {
  /** Text form of the node id, 26 characters. */
  readonly id: string;
  /** X25519, 32 bytes. */
  readonly staticKey: Uint8Array;
  /** Its label under the realm's domain. */
  readonly name: string;
  /** Virtual addresses, at most one of each family. */
  readonly addresses: readonly IpAddress[];
  /** What it may send from and be sent to. */
  readonly prefixes: readonly Prefix[];
  readonly standing: NodeStanding;
  /** TAI64N (12 bytes) of its last accepted handshake, absent before the first. */
  readonly lastStamp?: Uint8Array;
}
