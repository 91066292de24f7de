/**
 * What a framework prints by itself becomes one line of a log an event like everything else, so that every line of a
 * console parses and no text of a request can look like an event of its own.
 */
import { format, stripVTControlCharacters } from 'node:util';

/** Methods of `console` that print a text, and how severe what they print is. */
const SEVERITIES = { error: 'error', warn: 'warn', log: 'info', info: 'info', debug: 'debug' };
const MAX_LENGTH = 4_000;

/** @param {import('./console-lines.d.mts').SeverityLog} log gets what the console is told from now on */
export function consoleToLog(log) {
  for (const [method, severity] of Object.entries(SEVERITIES)) {
    console[method] = (...words) => {
      const text = stripVTControlCharacters(format(...words)).trim();
      if (text !== '') log[severity](text.slice(0, MAX_LENGTH));
    };
  }
}
