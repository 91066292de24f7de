import pino from 'pino';

/** One JSON line an event, to standard output. Never a password, a key or a cookie. */
export const log = pino({ name: 'console', level: process.env.NTM_LOG_LEVEL ?? 'info' });
