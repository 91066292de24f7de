import type { PrismaClient } from '@ntmobile/prisma';
import {
  generateAuthenticationOptions,
  type PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import { TRPCError } from '@trpc/server';
import { environment } from '../../env.ts';
import {
  CHALLENGE_LIFETIME_MS,
  type ChallengePurpose,
  drawChallenge,
  TooManyChallengesError,
} from './challenges.ts';
import { listPasskeys } from './passkey-repository.ts';
import { type RelyingParty, relyingParty } from './relying-party.ts';

/** For whom a challenge is drawn, and where they are. */
interface ChallengeOf {
  readonly purpose: ChallengePurpose;
  readonly userId: string | null;
  readonly address: string;
  readonly now: Date;
}

/** The console as passkeys know it; refused in words where browsers take none. */
export function passkeyParty(): RelyingParty {
  const party = relyingParty(environment().consoleUrl);
  if (party !== undefined) return party;
  throw new TRPCError({
    code: 'PRECONDITION_FAILED',
    message: 'Passkeys need a console with a name and https. Set NTM_CONSOLE_URL to its address.',
  });
}

/** A new challenge; TOO_MANY_REQUESTS beyond the limits. */
export async function passkeyChallenge(
  prisma: PrismaClient,
  of: ChallengeOf,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await drawChallenge(prisma, of);
  } catch (error) {
    if (!(error instanceof TooManyChallengesError)) throw error;
    throw new TRPCError({ code: 'TOO_MANY_REQUESTS', message: 'Too many tries. Wait a few minutes.' });
  }
}

/**
 * What the browser asks an authenticator to sign. Without a person it may be anybody's passkey, and the authenticator
 * must verify who uses it.
 */
export async function assertionOptions(
  prisma: PrismaClient,
  of: ChallengeOf,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const party = passkeyParty();
  const known = of.userId === null ? [] : await listPasskeys(prisma, of.userId);
  return generateAuthenticationOptions({
    rpID: party.id,
    challenge: await passkeyChallenge(prisma, of),
    timeout: CHALLENGE_LIFETIME_MS,
    userVerification: of.userId === null ? 'required' : 'preferred',
    allowCredentials: known.map(({ id, transports }) => ({ id, transports })),
  });
}
