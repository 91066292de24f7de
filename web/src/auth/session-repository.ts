import type { Prisma, PrismaClient, UserRole } from '@ntmobile/prisma';

export const SESSION_LIFETIME_MS = 12 * 3_600_000;
/** The last use is written at most this often, so that reading does not write each time. */
const SEEN_EVERY_MS = 60_000;

const liveSelect = {
  jti: true,
  lastSeenAt: true,
  provedAt: true,
  user: {
    select: {
      id: true,
      username: true,
      displayName: true,
      role: true,
      passwordHash: true,
      secondFactor: { select: { confirmedAt: true } },
      _count: { select: { passkeys: true } },
    },
  },
} satisfies Prisma.UserSessionSelect;

/** The person behind a request, read from the database for that request. */
export interface CurrentUser {
  readonly id: string;
  readonly username: string;
  readonly displayName: string;
  readonly role: UserRole;
  readonly sessionId: string;
  /** When the person last proved themselves in this session. */
  readonly provedAt: Date;
  /** The realm asks for a second factor and the person has none yet: until then there is nothing else for them here. */
  readonly owesSecondFactor: boolean;
}

/** From where a session is opened. */
export interface SessionSource {
  readonly address: string;
  readonly userAgent: string;
  readonly requestId: string;
}

/** The person of a session that is neither expired, revoked, nor of a disabled account. */
export async function findCurrentUser(
  prisma: PrismaClient,
  sessionId: string,
  now: Date,
): Promise<CurrentUser | undefined> {
  const session = await prisma.userSession.findFirst({
    where: { jti: sessionId, revokedAt: null, expiresAt: { gt: now }, user: { disabledAt: null } },
    select: liveSelect,
  });
  if (session === null) return undefined;
  if (now.getTime() - session.lastSeenAt.getTime() > SEEN_EVERY_MS) {
    await prisma.userSession.updateMany({ where: { jti: sessionId }, data: { lastSeenAt: now } });
  }
  const { passwordHash, secondFactor, _count, ...user } = session.user;
  const hasFactor = secondFactor?.confirmedAt != null || _count.passkeys > 0;
  return {
    ...user,
    sessionId: session.jti,
    provedAt: session.provedAt,
    // The second factor of those whom a provider vouches for is the provider's matter.
    owesSecondFactor: passwordHash !== null && !hasFactor && (await isSecondFactorRequired(prisma)),
  };
}

/** Whether everybody who signs in with a password must have a second factor. */
export async function isSecondFactorRequired(
  prisma: PrismaClient | Prisma.TransactionClient,
): Promise<boolean> {
  const realm = await prisma.realmSettings.findFirst({ select: { secondFactorRequired: true } });
  return realm?.secondFactorRequired === true;
}

/** Ends a session at the wish of its owner. */
export async function endSession(prisma: PrismaClient, sessionId: string, now: Date): Promise<void> {
  await prisma.userSession.updateMany({
    where: { jti: sessionId, revokedAt: null },
    data: { revokedAt: now },
  });
}

/** Ends every session of a person but `exceptId`. Returns how many there were. */
export async function endSessionsOf(
  tx: Prisma.TransactionClient,
  of: { userId: string; exceptId?: string; now: Date },
): Promise<number> {
  const ended = await tx.userSession.updateMany({
    where: {
      userId: of.userId,
      revokedAt: null,
      expiresAt: { gt: of.now },
      ...(of.exceptId !== undefined && { jti: { not: of.exceptId } }),
    },
    data: { revokedAt: of.now },
  });
  return ended.count;
}

/** Those of some sessions that still open the console. */
export async function liveSessions(
  prisma: PrismaClient,
  sessionIds: readonly string[],
  now: Date,
): Promise<Set<string>> {
  const rows = await prisma.userSession.findMany({
    where: {
      jti: { in: [...sessionIds] },
      revokedAt: null,
      expiresAt: { gt: now },
      user: { disabledAt: null },
    },
    select: { jti: true },
  });
  return new Set(rows.map((row) => row.jti));
}

/** Holds a person's row until the transaction ends: no session of theirs opens meanwhile. */
export async function lockUser(tx: Prisma.TransactionClient, userId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM users WHERE id = ${userId}::uuid FOR UPDATE`;
}
