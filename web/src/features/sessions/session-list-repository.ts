import type { Prisma, PrismaClient } from '@ntmobile/prisma';

const sessionSelect = {
  jti: true,
  createdAt: true,
  lastSeenAt: true,
  address: true,
  userAgent: true,
} satisfies Prisma.UserSessionSelect;
export type SessionRow = Prisma.UserSessionGetPayload<{ select: typeof sessionSelect }>;

/** Sessions of a person that still open the console. */
export function listLiveSessions(prisma: PrismaClient, userId: string, now: Date): Promise<SessionRow[]> {
  return prisma.userSession.findMany({
    where: { userId, revokedAt: null, expiresAt: { gt: now } },
    select: sessionSelect,
    orderBy: { lastSeenAt: 'desc' },
  });
}

/** Revokes one session of a person; what it was, or undefined where they have none of that id. */
export async function revokeOwnSession(
  tx: Prisma.TransactionClient,
  of: { jti: string; userId: string; at: Date },
): Promise<SessionRow | undefined> {
  const { jti, userId, at } = of;
  const changed = await tx.userSession.updateMany({
    where: { jti, userId, revokedAt: null },
    data: { revokedAt: at },
  });
  if (changed.count === 0) return undefined;
  return tx.userSession.findUniqueOrThrow({ where: { jti }, select: sessionSelect });
}
