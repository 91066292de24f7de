import pino, { type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import { LogRepeats } from './log-repeats.ts';
import { LEFT_OUT, SECRET_FIELDS, withoutSecrets } from './log-secrets.ts';

/** What pino calls `error`. */
const ERROR_LEVEL = 50;
/** Longest text of a field; what devices and strangers say is not kept at any length. */
const MAX_TEXT_LENGTH = 1_000;

/**
 * What JSON leaves as it is and a terminal or a viewer obeys: the second row of control characters, line separators,
 * and marks that turn the direction of writing.
 */
const OBEYED = /[\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * A log of one JSON line an event, to standard output. Never a password, a key or a cookie. What happens again and again
 * is said once a second, with `more` of its kind that are not said, whose other fields may differ; a failure that a
 * person was shown a request's id for is always said.
 */
export function createLog(name: string, level = 'info', destination?: DestinationStream): Logger {
  const repeats = new LogRepeats();
  const options: LoggerOptions = {
    name,
    level,
    redact: { paths: [...SECRET_FIELDS], censor: LEFT_OUT },
    formatters: { log: shortened },
    hooks: {
      streamWrite: (line) =>
        withoutSecrets(line).replace(
          OBEYED,
          (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
        ),
      logMethod(words, method, severity) {
        const [fields, message] = partsOf(words);
        const isOnesOwn = fields.requestId !== undefined && severity >= ERROR_LEVEL;
        const kind = `${severity} ${message} ${whyOf(fields)}`;
        const say = (more: number) => {
          if (more === 0) method.apply(this, words);
          else method.apply(this, [{ ...fields, more }, message]);
        };
        if (isOnesOwn) say(0);
        else repeats.admit(kind, say);
      },
    },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

function partsOf(words: readonly unknown[]): [fields: Record<string, unknown>, message: string] {
  const [first, second] = words;
  if (first instanceof Error) return [{ err: first }, String(second ?? first.message)];
  if (typeof first === 'object' && first !== null)
    return [first as Record<string, unknown>, String(second ?? '')];
  return [{}, String(first)];
}

/** What tells two events of one message apart: why they happened, not whom they are about. */
function whyOf({ error, reason, code, err }: Record<string, unknown>): string {
  const said = error ?? reason ?? code ?? (err instanceof Error ? err.message : '');
  return String(said).slice(0, MAX_TEXT_LENGTH);
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
export const log = createLog('console', process.env.NTM_LOG_LEVEL || undefined);
