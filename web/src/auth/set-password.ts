import type { PrismaClient } from '@ntmobile/prisma';
import { endSessionsOf } from './session-repository.ts';

/** Gives a person the password they chose, and ends every session that the old one opened. */
export async function setOwnPassword(
  prisma: PrismaClient,
  of: {
    account: { id: string; username: string };
    passwordHash: string;
    attempt: { address: string; requestId: string };
    now: Date;
  },
): Promise<void> {
  const { account, passwordHash, attempt, now } = of;
  await prisma.$transaction(async (tx) => {
    await tx.user.update({
      where: { id: account.id },
      data: { passwordHash, oneTimeUntil: null },
      select: { id: true },
    });
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
  });
}
