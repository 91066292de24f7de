import {
  type Candidate,
  DecodeError,
  type Endpoint,
  endpointRefusal,
  type IpAddress,
  type Prefix,
  parseIpAddress,
} from '@ntmobile/shared';
import type { NetworkInterface } from '../inputs.ts';

const LARGEST_NUMBER = 10;
const LARGEST_NETWORK = 255;

/** What decides which addresses are announced. */
export interface CandidateRules {
  readonly portOf: (family: 4 | 6) => number | undefined;
  readonly allowedTestPrefixes: readonly Prefix[];
  readonly realmPrefixes: readonly Prefix[];
}

/** The node's own candidates: the usable addresses of its interfaces, each with the port of its family's socket. */
export function localCandidates(
  interfaces: readonly NetworkInterface[],
  rules: CandidateRules,
): readonly Candidate[] {
  const candidates: Candidate[] = [];
  for (const [position, { addresses }] of interfaces.entries()) {
    for (const text of addresses) {
      const endpoint = endpointOf(text, rules);
      if (endpoint === undefined) continue;
      candidates.push({ source: 'interface', network: Math.min(position + 1, LARGEST_NETWORK), endpoint });
    }
  }
  return candidates.slice(0, LARGEST_NUMBER);
}

function endpointOf(text: string, rules: CandidateRules): Endpoint | undefined {
  const address = attemptParse(text);
  const port = address && rules.portOf(address.family);
  if (address === undefined || port === undefined) return undefined;
  const endpoint = { address, port };
  const refused = endpointRefusal(endpoint, rules.allowedTestPrefixes, rules.realmPrefixes) !== undefined;
  return refused ? undefined : endpoint;
}

// Systems write link-local addresses with a zone, which no candidate has.
function attemptParse(text: string): IpAddress | undefined {
  try {
    return parseIpAddress(text);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
