import { z } from 'zod';

/** Variables of the identity provider: the first three make it, the others are beside it. */
export const PROVIDER_VARIABLES = {
  NTM_OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  NTM_OIDC_CLIENT_ID: z.string().min(1).optional(),
  NTM_OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  NTM_OIDC_NAME: z.string().min(1).max(40).default('single sign-on'),
  NTM_OIDC_ROLE_CLAIM: z.string().min(1).optional(),
};

/** An OpenID Connect provider that vouches for people. */
export interface ProviderSettings {
  /** As it writes itself into its tokens. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What people call it, on the button. */
  readonly name: string;
  /** Claim of the id token that says the role, at each sign-in; without one admins give roles in the console. */
  readonly roleClaim: string | undefined;
}

/** Its settings, undefined without one; throws when only some are there. */
export function providerSettings(
  values: z.infer<z.ZodObject<typeof PROVIDER_VARIABLES>>,
): ProviderSettings | undefined {
  const {
    NTM_OIDC_ISSUER: issuer,
    NTM_OIDC_CLIENT_ID: clientId,
    NTM_OIDC_CLIENT_SECRET: clientSecret,
  } = values;
  const given = [issuer, clientId, clientSecret].filter((value) => value !== undefined).length;
  if (given === 0) return undefined;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) {
    throw new Error(
      'NTM_OIDC_ISSUER, NTM_OIDC_CLIENT_ID and NTM_OIDC_CLIENT_SECRET go together: set all or none',
    );
  }
  return {
    issuer,
    clientId,
    clientSecret,
    name: values.NTM_OIDC_NAME,
    roleClaim: values.NTM_OIDC_ROLE_CLAIM,
  };
}
