import { format } from 'node:util';
import { log } from './log.ts';

/**
 * What the framework prints by itself becomes one line of the log an event like everything else, so that no text of a
 * request can look like an event of its own.
 */
export function consoleToLog(): void {
  console.error = (...words) => log.error(sentence(words));
  console.warn = (...words) => log.warn(sentence(words));
  console.log = (...words) => log.info(sentence(words));
}

const MAX_LENGTH = 4_000;

const sentence = (words: unknown[]) => format(...words).slice(0, MAX_LENGTH);
