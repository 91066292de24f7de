import type { Endpoint } from '../address/endpoint.ts';

/** How a candidate became known: from an interface, from what the coordinator saw, or as an address of a relay. */
export type CandidateSource = 'interface' | 'observed' | 'relayed';

/** An address at which a node may be reached. */
export interface Candidate {
  readonly source: CandidateSource;
  /** Number of the node's own network interface (0: unknown): equal for candidates of one network. 0 to 255. */
  readonly network: number;
  readonly endpoint: Endpoint;
}
