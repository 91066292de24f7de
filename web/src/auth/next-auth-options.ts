import type { AuthOptions, User } from 'next-auth';
import Credentials from 'next-auth/providers/credentials';
import { database } from '../database.ts';
import { environment } from '../env.ts';
import { log } from '../log.ts';
import { logIn } from './login.ts';
import { nextAuthLog } from './next-auth-log.ts';
import { admitByProvider } from './oidc/admit-by-provider.ts';
import { OIDC_PROVIDER_ID, oidcProvider } from './oidc/oidc-provider.ts';
import { proveByProvider } from './oidc/prove-by-provider.ts';
import type { ProviderClaims } from './oidc/provider-claims.ts';
import { PROVED_PATH } from './proved-path.ts';
import { sessionCookieName } from './session-cookie.ts';
import {
  type CurrentUser,
  endSession,
  SESSION_LIFETIME_MS,
  type SessionSource,
} from './session-repository.ts';
import { signInGate } from './sign-in-gate.ts';

const LIFETIME_SECONDS = SESSION_LIFETIME_MS / 1000;

/** A request of next-auth. */
interface AuthRequest {
  readonly source: SessionSource;
  /** Who proves themselves to the provider again, in the session that they have; undefined at a sign-in. */
  readonly again: CurrentUser | undefined;
}

/** Settings of next-auth for a request: who may vouch for people, and a token that only names the session's row. */
export function nextAuthOptions({ source, again }: AuthRequest): AuthOptions {
  const { sessionSecret, consoleUrl, oidc } = environment();
  process.env.NEXTAUTH_URL ??= consoleUrl;
  const overTls = consoleUrl.startsWith('https:');
  return {
    secret: sessionSecret,
    useSecureCookies: overTls,
    logger: nextAuthLog,
    session: { strategy: 'jwt', maxAge: LIFETIME_SECONDS },
    jwt: { maxAge: LIFETIME_SECONDS },
    cookies: {
      sessionToken: {
        name: sessionCookieName(),
        options: { httpOnly: true, sameSite: 'lax', path: '/', secure: overTls },
      },
    },
    pages: { signIn: '/login', error: '/login' },
    providers: [
      passwordProvider(source),
      ...(oidc === undefined ? [] : [oidcProvider(oidc, again !== undefined)]),
    ],
    callbacks: {
      // Nobody is led anywhere but to these two pages of the console, whatever a request asks for.
      redirect: ({ url }) =>
        `${consoleUrl}${url === PROVED_PATH || url === consoleUrl + PROVED_PATH ? PROVED_PATH : '/'}`,
      signIn: ({ user, account, profile }) => {
        if (account?.provider !== OIDC_PROVIDER_ID) return true;
        const claims = profile as ProviderClaims;
        return again === undefined ? admit(user, claims, source) : admitAgain(user, claims, again);
      },
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

function passwordProvider(source: SessionSource) {
  return Credentials({
    credentials: { username: {}, password: {}, code: {}, passkey: {}, newPassword: {} },
    authorize: async (credentials) => {
      const result = await logIn(
        database(),
        {
          username: String(credentials?.username ?? ''),
          password: String(credentials?.password ?? ''),
          code: String(credentials?.code ?? ''),
          passkey: String(credentials?.passkey ?? ''),
          newPassword: String(credentials?.newPassword ?? ''),
          ...source,
        },
        new Date(),
      ).catch((error: unknown) => {
        log.error({ err: error, requestId: source.requestId }, 'sign-in could not be decided');
        // Its own words would stand in an address.
        throw new Error('failed');
      });
      if (result.kind === 'admitted') {
        signInGate().admitted(source.address);
        return { id: result.userId, sessionId: result.sessionId };
      }
      // Our page reads it from the address of the refusal.
      throw new Error(
        result.kind === 'newPasswordRefused' ? `${result.kind}:${result.because}` : result.kind,
      );
    },
  });
}

/** Opens the session of somebody whom the provider vouches for; the way back to the sign-in where it may not. */
async function admit(user: User, claims: ProviderClaims, source: SessionSource): Promise<true | string> {
  const { oidc } = environment();
  if (oidc === undefined) return '/login';
  const { issuer, roleClaim } = oidc;
  const result = await admitByProvider(
    database(),
    { issuer, roleClaim, claims },
    { source, now: new Date() },
  );
  if (result.kind === 'refused') return `/login?error=${result.because}`;
  signInGate().admitted(source.address);
  // The token is made from this object next.
  Object.assign(user, { id: result.userId, sessionId: result.sessionId });
  return true;
}

/** Keeps the proof of a person in the session that they have, which goes on; the way to what is wrong where it may not. */
async function admitAgain(user: User, claims: ProviderClaims, again: CurrentUser): Promise<true | string> {
  const { oidc } = environment();
  if (oidc === undefined) return '/login';
  const refusal = await proveByProvider(database(), again, { issuer: oidc.issuer, claims, now: new Date() });
  if (refusal !== undefined) return `${PROVED_PATH}?error=${refusal}`;
  Object.assign(user, { id: again.id, sessionId: again.sessionId });
  return true;
}
