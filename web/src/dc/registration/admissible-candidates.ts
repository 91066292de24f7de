import {
  type Candidate,
  type CandidateRefusal,
  type Endpoint,
  endpointKey,
  endpointRefusal,
  type Prefix,
  unmapIpAddress,
} from '@ntmobile/shared';

/** Most candidates that one frame carries. */
export const CANDIDATE_LIMIT = 10;

/** What decides whether an address may be a candidate. */
export interface CandidateRules {
  readonly allowedTestPrefixes: readonly Prefix[];
  readonly realmPrefixes: readonly Prefix[];
}

export interface AdmittedCandidates {
  readonly candidates: readonly Candidate[];
  readonly refused: readonly CandidateRefusal[];
}

/**
 * The candidates that peers may be told of: what the node said of itself, without special addresses and copies,
 * and last the source that the coordinator saw. `observed` is only ever the coordinator's own word.
 */
export function admissibleCandidates(
  said: readonly Candidate[],
  observed: Endpoint | undefined,
  rules: CandidateRules,
): AdmittedCandidates {
  const refused: CandidateRefusal[] = [];
  const kept = new Map<string, Candidate>();
  const offered = said.filter((candidate) => candidate.source !== 'observed');
  if (observed !== undefined) offered.push({ source: 'observed', network: 0, endpoint: observed });
  for (const candidate of offered) {
    const refusal = endpointRefusal(candidate.endpoint, rules.allowedTestPrefixes, rules.realmPrefixes);
    if (refusal === undefined) kept.set(keyOf(candidate), unmapped(candidate));
    else refused.push(refusal);
  }
  return { candidates: withinLimit([...kept.values()]), refused };
}

// The same address may be an interface's and the observed one: both say something.
function keyOf(candidate: Candidate): string {
  return `${candidate.source} ${endpointKey(unmapped(candidate).endpoint)}`;
}

function unmapped(candidate: Candidate): Candidate {
  const { address, port } = candidate.endpoint;
  return { ...candidate, endpoint: { address: unmapIpAddress(address), port } };
}

function withinLimit(candidates: Candidate[]): Candidate[] {
  if (candidates.length <= CANDIDATE_LIMIT) return candidates;
  const last = candidates.at(-1) as Candidate;
  return last.source === 'observed'
    ? [...candidates.slice(0, CANDIDATE_LIMIT - 1), last]
    : candidates.slice(0, CANDIDATE_LIMIT);
}
