/** What Prisma calls a database that cannot be reached, does not answer in time, or has closed the connection. */
const AWAY_CODES: readonly unknown[] = ['P1001', 'P1002', 'P1008', 'P1017', 'P2024'];
/**
 * What pg, its pool and the server say of the same, and Prisma of a transaction that had no turn: its code P2028 is also
 * that of one that took too long itself. A refused connection may be of anything, and is told by Prisma's code.
 */
const AWAY_WORDS = new RegExp(
  [
    'Query read timeout',
    'timeout exceeded when trying to connect',
    '^timeout expired$',
    'Connection terminated',
    'Client was closed',
    'canceling statement due to statement timeout',
    'Unable to start a transaction in the given time',
  ].join('|'),
);
const DEEPEST = 5;

/** True for a failure that says nothing of what was asked: the database did not answer. Reads the causes, too. */
export function isDatabaseAway(error: unknown): boolean {
  let cause: unknown = error;
  for (let depth = 0; depth < DEEPEST && cause instanceof Error; depth++) {
    if (AWAY_CODES.includes((cause as { code?: unknown }).code) || AWAY_WORDS.test(cause.message))
      return true;
    cause = cause.cause;
  }
  return false;
}
