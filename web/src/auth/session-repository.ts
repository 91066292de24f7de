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

/** What was proved of an account. By the time a session opens it must still be so. */
export interface ProvedAccount {
  readonly id: string;
  readonly username: string;
  /** What vouches for the person: the password of this hash, with the second factor if any, or the provider. */
  readonly by: { readonly passwordHash: string; readonly secondFactor: boolean } | 'provider';
}

/**
 * Opens a session for a person who proved everything that their account asks for. Returns its id; undefined when the
 * account was closed meanwhile, or got another password or a second factor: that ended its sessions, this one too.
 */
export async function startSession(
  prisma: PrismaClient,
  of: { account: ProvedAccount; attempt: SessionSource; now: Date },
): Promise<string | undefined> {
  const jti = crypto.randomUUID();
  const { account, attempt, now } = of;
  return prisma.$transaction(async (tx) => {
    // First: it waits for whoever changes the account, who ends the sessions that there are by then.
    const same = await tx.user.updateMany({ where: stillProved(account), data: { lastLoginAt: now } });
    if (same.count === 0) return undefined;
    await tx.userSession.create({
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
    });
    await auditStart(tx, jti, of);
    return jti;
  });
}

function stillProved({ id, by }: ProvedAccount): Prisma.UserWhereInput {
  if (by === 'provider') return { id, disabledAt: null };
  const { passwordHash, secondFactor } = by;
  const confirmed = { secondFactor: { is: { confirmedAt: { not: null } } } };
  return { id, disabledAt: null, passwordHash, ...(secondFactor ? {} : { NOT: confirmed }) };
}

async function auditStart(
  tx: Prisma.TransactionClient,
  jti: string,
  of: { account: ProvedAccount; attempt: SessionSource; now: Date },
): Promise<void> {
  const { account, attempt, now } = of;
  await tx.auditEntry.create({
    data: {
      at: now,
      actorKind: 'user',
      actorId: account.id,
      actorName: account.username,
      action: 'session.started',
      subjectKind: 'session',
      subjectId: jti,
      after: { by: account.by === 'provider' ? 'provider' : 'password' },
      address: attempt.address,
      requestId: attempt.requestId,
    },
    select: { id: true },
  });
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

/** Holds a person's row until the transaction ends: no session of theirs opens meanwhile. */
export async function lockUser(tx: Prisma.TransactionClient, userId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM users WHERE id = ${userId}::uuid FOR UPDATE`;
}
