import pino, { type Logger } from 'pino';

/** Longest text of a field; what devices and strangers say is not kept at any length. */
const MAX_TEXT_LENGTH = 1_000;

/**
 * What JSON leaves as it is and a terminal or a viewer obeys: the second row of control characters, line separators,
 * and marks that turn the direction of writing.
 */
const OBEYED = /[\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A log of one JSON line an event, to standard output. Never a password, a key or a cookie. */
export function createLog(name: string, level = 'info'): Logger {
  return pino({
    name,
    level,
    formatters: { log: shortened },
    hooks: {
      streamWrite: (line) =>
        line.replace(OBEYED, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`),
    },
  });
}

function shortened(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      typeof value === 'string' && value.length > MAX_TEXT_LENGTH
        ? `${value.slice(0, MAX_TEXT_LENGTH)}…`
        : value,
    ]),
  );
}

/** The console's. */
export const log = createLog('console', process.env.NTM_LOG_LEVEL);
