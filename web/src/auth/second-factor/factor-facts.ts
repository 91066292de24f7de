import type { Factors } from './second-factor-repository.ts';

/** Somebody's second factors as the audit tells of them: a date and numbers, never what proves who they are. */
export type FactorFacts = {
  /** When the authenticator app was confirmed, ISO 8601; null without one. */
  readonly appSince: string | null;
  readonly passkeys: number;
  /** How many are left. */
  readonly recoveryCodes: number;
};

/** What the audit says of second factors. */
export function factorFacts({ app, passkeys, codesLeft }: Factors): FactorFacts {
  return { appSince: app?.confirmedAt.toISOString() ?? null, passkeys, recoveryCodes: codesLeft };
}
