import type { AuthOptions } from 'next-auth';
import Credentials from 'next-auth/providers/credentials';
import { database } from '../database.ts';
import { environment } from '../env.ts';
import { clientAddress } from './client-address.ts';
import { logIn } from './login.ts';
import { endSession, SESSION_LIFETIME_MS } from './session-repository.ts';

const LIFETIME_SECONDS = SESSION_LIFETIME_MS / 1000;

/** Whether cookies are sent over TLS only: when people reach the console by https. */
function overTls(): boolean {
  return environment().consoleUrl.startsWith('https:');
}

/** Name of the session's cookie. */
export function sessionCookieName(): string {
  return overTls() ? '__Host-ntm.session' : 'ntm.session';
}

/** Settings of next-auth: one provider, a token that only names the session's row. */
export function nextAuthOptions(): AuthOptions {
  const { sessionSecret, consoleUrl } = environment();
  process.env.NEXTAUTH_URL ??= consoleUrl;
  return {
    secret: sessionSecret,
    useSecureCookies: overTls(),
    session: { strategy: 'jwt', maxAge: LIFETIME_SECONDS },
    jwt: { maxAge: LIFETIME_SECONDS },
    cookies: {
      sessionToken: {
        name: sessionCookieName(),
        options: { httpOnly: true, sameSite: 'lax', path: '/', secure: overTls() },
      },
    },
    pages: { signIn: '/login', error: '/login' },
    providers: [
      Credentials({
        credentials: { username: {}, password: {} },
        authorize: async (credentials, request) => {
          const result = await logIn(
            database(),
            {
              username: String(credentials?.username ?? ''),
              password: String(credentials?.password ?? ''),
              address: clientAddress(headerOf(request.headers, 'x-forwarded-for')),
              userAgent: headerOf(request.headers, 'user-agent') ?? '',
              requestId: headerOf(request.headers, 'x-request-id') ?? '',
            },
            new Date(),
          );
          if (result.kind === 'locked') throw new Error('locked');
          return result.kind === 'admitted' ? { id: result.userId, sessionId: result.sessionId } : null;
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) =>
        user === undefined ? token : { sub: user.id, sid: (user as { sessionId?: string }).sessionId ?? '' },
    },
    events: {
      signOut: async ({ token }) => {
        if (typeof token?.sid === 'string') await endSession(database(), token.sid, new Date());
      },
    },
  };
}

function headerOf(headers: Record<string, unknown> | undefined, name: string): string | undefined {
  const value = headers?.[name];
  return typeof value === 'string' ? value : undefined;
}
