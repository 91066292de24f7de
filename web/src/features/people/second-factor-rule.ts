import type { Prisma } from '@ntmobile/prisma';
import { TRPCError } from '@trpc/server';
import { findFactors, hasFactor } from '../../auth/second-factor/second-factor-repository.ts';
import { lockUser } from '../../auth/session-repository.ts';

/** Sets the rule. Returns what it was; undefined without a realm. Refused to an admin who would fall under it at once. */
export async function requireSecondFactor(
  tx: Prisma.TransactionClient,
  adminId: string,
  required: boolean,
): Promise<boolean | undefined> {
  await lockUser(tx, adminId);
  const admin = await tx.user.findUnique({ where: { id: adminId }, select: { passwordHash: true } });
  if (required && admin?.passwordHash != null && !hasFactor(await findFactors(tx, adminId))) {
    throw new TRPCError({
      code: 'CONFLICT',
      message: 'Add a second factor to your own account first, then ask everybody for one.',
    });
  }
  const realm = await tx.realmSettings.findFirst({ select: { id: true, secondFactorRequired: true } });
  if (realm === null) return undefined;
  await tx.realmSettings.update({
    where: { id: realm.id },
    data: { secondFactorRequired: required },
    select: { id: true },
  });
  return realm.secondFactorRequired;
}

/** Ends the sessions of everybody who signs in with a password alone. Returns how many there were. */
export async function endSessionsWithoutFactor(tx: Prisma.TransactionClient, now: Date): Promise<number> {
  const ended = await tx.userSession.updateMany({
    where: {
      revokedAt: null,
      expiresAt: { gt: now },
      user: {
        passwordHash: { not: null },
        passkeys: { none: {} },
        NOT: { secondFactor: { is: { confirmedAt: { not: null } } } },
      },
    },
    data: { revokedAt: now },
  });
  return ended.count;
}
