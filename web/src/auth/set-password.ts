import type { PrismaClient } from '@ntmobile/prisma';
import { endSessionsOf } from './session-repository.ts';

/** Gives a person the password they chose, and ends every session that the old one opened; false when that is no more. */
export async function setOwnPassword(
  prisma: PrismaClient,
  of: {
    account: { id: string; username: string };
    /** Hash of the present password, and of the chosen one. */
    from: string;
    to: string;
    attempt: { address: string; requestId: string };
    now: Date;
  },
): Promise<boolean> {
  const { account, from, to, attempt, now } = of;
  return prisma.$transaction(async (tx) => {
    const changed = await tx.user.updateMany({
      where: { id: account.id, passwordHash: from },
      data: { passwordHash: to, oneTimeUntil: null },
    });
    if (changed.count === 0) return false;
    await endSessionsOf(tx, { userId: account.id, now });
    await tx.auditEntry.create({
      data: {
        at: now,
        actorKind: 'user',
        actorId: account.id,
        actorName: account.username,
        action: 'user.password_changed',
        subjectKind: 'user',
        subjectId: account.id,
        address: attempt.address,
        requestId: attempt.requestId,
      },
      select: { id: true },
    });
    return true;
  });
}
