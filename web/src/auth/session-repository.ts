import type { Prisma, PrismaClient, UserRole } from '@ntmobile/prisma';

export const SESSION_LIFETIME_MS = 12 * 3_600_000;
/** The last use is written at most this often, so that reading does not write each time. */
const SEEN_EVERY_MS = 60_000;

const liveSelect = {
  jti: true,
  lastSeenAt: true,
  user: { select: { id: true, username: true, displayName: true, role: true } },
} satisfies Prisma.UserSessionSelect;

/** The person behind a request, read from the database for that request. */
export interface CurrentUser {
  readonly id: string;
  readonly username: string;
  readonly displayName: string;
  readonly role: UserRole;
  readonly sessionId: string;
}

/** From where a session is opened. */
export interface SessionSource {
  readonly address: string;
  readonly userAgent: string;
  readonly requestId: string;
}

/** Opens a session for a person who proved everything that their account asks for. Returns its id. */
export async function startSession(
  prisma: PrismaClient,
  of: {
    account: { id: string; username: string };
    attempt: SessionSource;
    now: Date;
    /** What vouches for the person. */
    by: 'password' | 'provider';
  },
): Promise<string> {
  const jti = crypto.randomUUID();
  const { account, attempt, now, by } = of;
  await prisma.$transaction([
    prisma.userSession.create({
      data: {
        jti,
        userId: account.id,
        createdAt: now,
        lastSeenAt: now,
        expiresAt: new Date(now.getTime() + SESSION_LIFETIME_MS),
        address: attempt.address,
        userAgent: attempt.userAgent.slice(0, 300),
      },
      select: { jti: true },
    }),
    prisma.user.update({ where: { id: account.id }, data: { lastLoginAt: now }, select: { id: true } }),
    prisma.auditEntry.create({
      data: {
        at: now,
        actorKind: 'user',
        actorId: account.id,
        actorName: account.username,
        action: 'session.started',
        subjectKind: 'session',
        subjectId: jti,
        after: { by },
        address: attempt.address,
        requestId: attempt.requestId,
      },
      select: { id: true },
    }),
  ]);
  return jti;
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
  return { ...session.user, sessionId: session.jti };
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
