import type { PrismaClient } from '@ntmobile/prisma';

/** Misses of a session's proofs that end it: whoever holds a cookie only must not try passwords or codes with it. */
export const PROOF_MISS_LIMIT = 5;

/**
 * Notes a miss of a live session before anything is looked at, so that many at once win nothing. Returns how many there
 * are now; undefined when the session is over or has no try left.
 */
export async function reserveProofTry(
  prisma: PrismaClient,
  sessionId: string,
  now: Date,
): Promise<number | undefined> {
  const rows = await prisma.$queryRaw<{ misses: number }[]>`
    UPDATE user_sessions SET proof_misses = proof_misses + 1
    WHERE jti = ${sessionId} AND revoked_at IS NULL AND expires_at > ${now} AND proof_misses < ${PROOF_MISS_LIMIT}
    RETURNING proof_misses AS misses`;
  return rows[0]?.misses;
}

/** Gives a try back that was not looked at. */
export async function returnProofTry(prisma: PrismaClient, sessionId: string): Promise<void> {
  await prisma.userSession.updateMany({
    where: { jti: sessionId, proofMisses: { gt: 0 } },
    data: { proofMisses: { decrement: 1 } },
  });
}

/** Keeps when the person of a live session proved themselves; false when it is over. */
export async function keepProof(prisma: PrismaClient, sessionId: string, provedAt: Date): Promise<boolean> {
  const kept = await prisma.userSession.updateMany({
    where: { jti: sessionId, revokedAt: null },
    data: { provedAt, proofMisses: 0 },
  });
  return kept.count > 0;
}
