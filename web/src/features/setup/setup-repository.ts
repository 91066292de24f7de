import { ADVISORY_LOCKS, type Prisma, type PrismaClient } from '@ntmobile/prisma';

/** Whether nobody can sign in yet. */
export async function isFirstRun(prisma: PrismaClient | Prisma.TransactionClient): Promise<boolean> {
  return (await prisma.user.findFirst({ select: { id: true } })) === null;
}

/** Makes the first admin while there is no user; undefined when somebody was faster. */
export async function createFirstAdmin(
  prisma: PrismaClient,
  of: { username: string; passwordHash: string; address: string; requestId: string; now: Date },
): Promise<{ id: string } | undefined> {
  return prisma.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${ADVISORY_LOCKS.firstRun})`;
    if (!(await isFirstRun(tx))) return undefined;
    const { username, passwordHash, now } = of;
    const user = await tx.user.create({
      data: { username, passwordHash, role: 'admin', createdAt: now },
      select: { id: true },
    });
    await tx.auditEntry.create({
      data: {
        at: now,
        actorKind: 'user',
        actorId: user.id,
        actorName: username,
        action: 'user.created',
        subjectKind: 'user',
        subjectId: user.id,
        after: { username, role: 'admin', firstRun: true },
        address: of.address,
        requestId: of.requestId,
      },
      select: { id: true },
    });
    return user;
  });
}
