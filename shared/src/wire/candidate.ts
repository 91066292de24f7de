import { type Endpoint, endpointEquals } from '../address/endpoint.ts';

/** How a candidate became known: from an interface, from what the coordinator saw, or as an address of a relay. */
export type CandidateSource = 'interface' | 'observed' | 'relayed';

/** An address at which a node may be reached. */
export interface Candidate {
  readonly source: CandidateSource;
  /** Number of the node's own network interface (0: unknown): equal for candidates of one network. 0 to 255. */
  readonly network: number;
  readonly endpoint: Endpoint;
}

/** Whether both lists say the same in the same order. */
export function candidatesEqual(a: readonly Candidate[], b: readonly Candidate[]): boolean {
  return a.length === b.length && a.every((one, position) => isEqual(one, b[position]));
}

function isEqual(a: Candidate, b: Candidate | undefined): boolean {
  return (
    b !== undefined &&
    a.source === b.source &&
    a.network === b.network &&
    endpointEquals(a.endpoint, b.endpoint)
  );
}
