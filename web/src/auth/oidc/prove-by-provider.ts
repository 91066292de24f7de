import type { PrismaClient } from '@ntmobile/prisma';
import { keepProof } from '../session-proof.ts';
import type { CurrentUser } from '../session-repository.ts';
import { authTimeOfClaims, type ProviderClaims } from './provider-claims.ts';

/** The provider was asked to have the person prove themselves now; a word of longer ago is none of it. */
const FRESH_MS = 120_000;

/**
 * `person`: the provider vouches for somebody else. `stale`: it did not ask the person again. `untold`: it does not say
 * when it did, as it must where that is asked for (OpenID Connect Core 1.0, section 3.1.2.1, `max_age`).
 */
export const AGAIN_REFUSALS = ['person', 'stale', 'untold'] as const;
export type AgainRefusal = (typeof AGAIN_REFUSALS)[number];

/** Keeps in a session that its person proved themselves to the provider again; undefined when that is done. */
export async function proveByProvider(
  prisma: PrismaClient,
  user: CurrentUser,
  of: { issuer: string; claims: ProviderClaims; now: Date },
): Promise<AgainRefusal | undefined> {
  const { issuer, claims, now } = of;
  const key = { oidcIssuer: issuer, oidcSubject: claims.sub };
  const account = await prisma.user.findUnique({
    where: { oidcIssuer_oidcSubject: key },
    select: { id: true },
  });
  if (account?.id !== user.id) return 'person';
  const provedAt = authTimeOfClaims(claims, now);
  if (provedAt === undefined) return 'untold';
  if (now.getTime() - provedAt.getTime() > FRESH_MS) return 'stale';
  return (await keepProof(prisma, user.sessionId, provedAt)) ? undefined : 'person';
}
