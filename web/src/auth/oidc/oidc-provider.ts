import type { OAuthConfig } from 'next-auth/providers/oauth';
import type { ProviderClaims } from './provider-claims.ts';
import type { ProviderSettings } from './provider-settings.ts';

/** Its name in addresses: `/api/auth/callback/oidc`. */
export const OIDC_PROVIDER_ID = 'oidc';
const ASK_AGAIN = { prompt: 'login', max_age: 0 };
/** An answer that is not there by then is a failed sign-in. */
const TIMEOUT_MS = 10_000;

/**
 * The provider for next-auth: authorization code with PKCE, state and nonce; the signed id token says who it is.
 * `again` has it ask people who are signed in there too, and say when they proved themselves.
 */
export function oidcProvider(settings: ProviderSettings, again: boolean): OAuthConfig<ProviderClaims> {
  return {
    id: OIDC_PROVIDER_ID,
    name: settings.name,
    type: 'oauth',
    wellKnown: `${settings.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    issuer: settings.issuer,
    clientId: settings.clientId,
    clientSecret: settings.clientSecret,
    idToken: true,
    checks: ['pkce', 'state', 'nonce'],
    authorization: { params: { scope: 'openid profile email', ...(again && ASK_AGAIN) } },
    httpOptions: { timeout: TIMEOUT_MS },
    profile: (claims) => ({ id: claims.sub }),
  };
}
