import type { PrismaClient } from '@ntmobile/prisma';

/** Whether a person signs in by a password of the console, and not by an identity provider. */
export async function hasPassword(prisma: PrismaClient, userId: string): Promise<boolean> {
  const user = await prisma.user.findUnique({ where: { id: userId }, select: { passwordHash: true } });
  return user?.passwordHash != null;
}
