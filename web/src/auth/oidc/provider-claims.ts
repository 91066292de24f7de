import type { UserRole } from '@ntmobile/prisma';
import { usernameField } from '../credential-fields.ts';

/** What an id token says; everything but the subject is optional and only believed for what it is used here. */
export interface ProviderClaims {
  readonly sub: string;
  readonly [claim: string]: unknown;
}

/** Values of the role claim, the most first. The prefix keeps a provider's own groups from becoming roles here. */
const ROLE_VALUES: readonly (readonly [string, UserRole])[] = [
  ['ntm-admin', 'admin'],
  ['ntm-operator', 'operator'],
  ['ntm-viewer', 'viewer'],
];

/** The highest role that a claim (a text or a list of them) names; undefined when it names none. */
export function roleOfClaims(claims: ProviderClaims, roleClaim: string): UserRole | undefined {
  const value = Object.hasOwn(claims, roleClaim) ? claims[roleClaim] : undefined;
  const named = Array.isArray(value) ? value : [value];
  return ROLE_VALUES.find(([text]) => named.includes(text))?.[1];
}

/** When the provider last had the person prove themselves; never later than now, undefined where it does not say. */
export function authTimeOfClaims(claims: ProviderClaims, now: Date): Date | undefined {
  const seconds = claims.auth_time;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds < 0) return undefined;
  return new Date(Math.min(seconds * 1000, now.getTime()));
}

/** A name for a person's account here: what the provider calls them, as far as our names allow it. */
export function usernameOfClaims(claims: ProviderClaims): string {
  for (const value of [claims.preferred_username, claims.email]) {
    if (typeof value !== 'string') continue;
    // Room for the number that a taken name gets.
    const parsed = usernameField.safeParse(
      value
        .trim()
        .toLowerCase()
        .replace(/[^a-z0-9._@+-]+/g, '-')
        .replace(/^[^a-z0-9]+/, '')
        .slice(0, 56),
    );
    if (parsed.success) return parsed.data;
  }
  return 'person';
}
