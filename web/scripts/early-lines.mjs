/**
 * Loaded before Next: what it prints until the console's own log takes over (`src/console-to-log.ts`) becomes lines of
 * that log too, so that every line of a console parses.
 */
import { format, stripVTControlCharacters } from 'node:util';
import pino from 'pino';

const log = pino({ name: 'console', level: process.env.NTM_LOG_LEVEL || 'info' });
const METHODS = { log: 'info', warn: 'warn', error: 'error' };

for (const [method, severity] of Object.entries(METHODS)) {
  console[method] = (...words) => {
    const text = stripVTControlCharacters(format(...words)).trim();
    if (text !== '') log[severity](text);
  };
}
