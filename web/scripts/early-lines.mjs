/**
 * Loaded before Next: what it prints until the console's own log takes over (`src/instrumentation.ts`) becomes lines of
 * that log too, so that every line of a console parses.
 */
import pino from 'pino';
import { consoleToLog } from './console-lines.mjs';

consoleToLog(pino({ name: 'console', level: process.env.NTM_LOG_LEVEL || 'info' }));
