/** What a node said of a revision that it did not take, as it reports it. */
export interface ConfigVerdict {
  readonly status: string;
  readonly error: string | null;
  readonly revision: number;
}

/** Causes by the code that nodes report. Each is a clause that ends a sentence. */
const CAUSES: Record<string, string> = {
  probe_failed: 'no coordinator of it answered, one of the old list did',
  invalid_sections: 'this node does not understand all of its values',
  prefix_outside_realm: 'it would route prefixes outside the realm',
  'rs: not probed': 'relays are kept, but nodes do not use them yet',
  revision_reused: 'the same revision came with other values before',
};

/** Why a revision is not in force on a node, in one sentence; undefined where there is nothing to explain. */
export function configReason({ status, error, revision }: ConfigVerdict): string | undefined {
  const cause = error === null ? '' : (CAUSES[error] ?? error.replaceAll('_', ' '));
  const because = cause === '' ? '' : `: ${cause}`;
  switch (status) {
    case 'rolled_back':
      return `Went back by itself from r${revision}${because}.`;
    case 'failed':
      return `Could not apply r${revision}${because}.`;
    case 'rejected':
      return `Refused r${revision}${because}.`;
    default:
      return cause === '' ? undefined : `${cause.charAt(0).toUpperCase()}${cause.slice(1)}.`;
  }
}
