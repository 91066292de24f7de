import { environment } from '../env.ts';

/** Name of the session's cookie; over TLS one that no other host and no plain connection can set. */
export function sessionCookieName(): string {
  return environment().consoleUrl.startsWith('https:') ? '__Host-ntm.session' : 'ntm.session';
}
