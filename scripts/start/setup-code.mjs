import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Code with which the first admin of a console that other machines reach is made. The console draws it before it answers
 * and removes it once there is an admin.
 * @param {import('./settings.mjs').Settings} settings
 * @returns {string | undefined} none: no code is asked for
 */
export function readSetupCode({ dataDirectory, consoleHost }) {
  const file = join(dataDirectory, 'keys', 'setup-code');
  if (isLoopback(consoleHost) || !existsSync(file)) return undefined;
  return readFileSync(file, 'utf8').trim();
}

/** Whether a console that listens there is for this machine only. @param {string} consoleHost */
export function isLoopback(consoleHost) {
  return consoleHost === '127.0.0.1' || consoleHost === '::1';
}
