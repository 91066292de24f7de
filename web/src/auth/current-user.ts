import { cookies } from 'next/headers';
import { decode } from 'next-auth/jwt';
import { cache } from 'react';
import { database } from '../database.ts';
import { environment } from '../env.ts';
import { knownSessions } from './known-sessions.ts';
import { sessionCookieName } from './session-cookie.ts';
import { type CurrentUser, findCurrentUser } from './session-repository.ts';

/** The person of this request, or undefined. The cookie only names a session; its row decides. */
export const currentUser = cache(async (): Promise<CurrentUser | undefined> => {
  const token = (await cookies()).get(sessionCookieName())?.value;
  if (token === undefined) return undefined;
  const sessionId = await sessionIdOf(token);
  if (sessionId === undefined) return undefined;
  const user = await findCurrentUser(database(), sessionId, new Date());
  knownSessions().looked(token, user !== undefined);
  return user;
});

/** Session id of a cookie that we encrypted; anything else is nobody's. */
async function sessionIdOf(token: string): Promise<string | undefined> {
  try {
    const claims = await decode({ token, secret: environment().sessionSecret });
    return typeof claims?.sid === 'string' && claims.sid !== '' ? claims.sid : undefined;
  } catch {
    return undefined;
  }
}
