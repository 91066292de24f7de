import type { Candidate, Capabilities } from '@ntmobile/shared';

/** Where a registered node is, as the database keeps it. */
export interface Lease {
  readonly nodeId: string;
  /** Source of the authentic packet with the highest counter, as text. */
  readonly endpoint: string;
  /** What peers are told, the observed endpoint among them; at most 10. */
  readonly candidates: readonly Candidate[];
  readonly capabilities: Capabilities;
  /** 16 bytes, drawn at each start of the node. */
  readonly bootId: Uint8Array;
  /** Name and version of its software; at most 64 bytes. */
  readonly agent: string;
  /** Unix milliseconds. */
  readonly registeredAt: number;
  /** Unix milliseconds. */
  readonly expiresAt: number;
}
