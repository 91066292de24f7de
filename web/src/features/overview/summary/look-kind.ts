/** Why a node needs a look, worst first. A node has the first that is true of it. */
export const LOOK_KINDS = ['noPath', 'failed', 'stale', 'rolledBack', 'drift', 'slow'] as const;
export type LookKind = (typeof LOOK_KINDS)[number];

/** A tunnel that takes longer than this there and back is slow. */
export const SLOW_RTT_MICROS = 150_000;

/** Where the list shows the nodes of a kind; it knows no round-trip times. */
export const LOOK_LINKS: Record<LookKind, string | undefined> = {
  noPath: '/nodes?state=online,idle&route=none',
  failed: '/nodes?config=failed',
  stale: '/nodes?state=stale',
  rolledBack: '/nodes?config=rolledBack',
  drift: '/nodes?config=drift',
  slow: undefined,
};

/** The kind after its number: "3 without a path". */
export const LOOK_WORDS: Record<LookKind, string> = {
  noPath: 'without a path',
  failed: 'failed a configuration',
  stale: 'stale',
  rolledBack: 'rolled back',
  drift: 'drift',
  slow: 'slow',
};
