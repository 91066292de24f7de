/// <reference path="./oidc-provider.d.ts" />
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

/** Claims of the person who is at the provider's sign-in. */
export type Claims = Record<string, unknown> & { sub: string };

/** An OpenID provider on loopback whose sign-in page takes everybody for `person.claims`. */
export interface LocalProvider {
  readonly issuer: string;
  readonly client: { readonly id: string; readonly secret: string };
  person: Claims;
  close(): Promise<void>;
}

interface ProviderContext {
  oidc: {
    client: { clientId: string };
    session: { accountId: string };
    provider: { Grant: new (of: object) => { addOIDCScope(scope: string): void; save(): Promise<string> } };
  };
}

/** Starts it with one client, which must use PKCE. */
export async function startLocalProvider(client: {
  id: string;
  secret: string;
  redirectUri: string;
}): Promise<LocalProvider> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const local: LocalProvider = {
    issuer,
    client,
    person: { sub: 'nobody' },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const provider = new Provider(
    issuer,
    configurationOf(client, () => local.person),
  );
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/sign-in/')) return answer(request, response);
    void provider.interactionFinished(request, response, { login: { accountId: local.person.sub } });
  });
  return local;
}

function configurationOf(
  client: { id: string; secret: string; redirectUri: string },
  person: () => Claims,
): object {
  return {
    clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: [client.redirectUri] }],
    pkce: { required: () => true },
    claims: { openid: ['sub'], profile: ['preferred_username', 'groups'], email: ['email'] },
    // Everything that it says is in the id token, as common providers do.
    conformIdTokenClaims: false,
    cookies: { keys: ['of the tests'] },
    ttl: { Interaction: 60, Grant: 60, Session: 60, AccessToken: 60, IdToken: 60 },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/sign-in/${uid}` },
    findAccount: (_: unknown, accountId: string) => ({ accountId, claims: () => person() }),
    loadExistingGrant: async ({ oidc }: ProviderContext) => {
      const { clientId } = oidc.client;
      const grant = new oidc.provider.Grant({ clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
  };
}
