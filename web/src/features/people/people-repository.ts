import type { Prisma, PrismaClient, UserRole } from '@ntmobile/prisma';

const personSelect = {
  id: true,
  username: true,
  role: true,
  createdAt: true,
  lastLoginAt: true,
  disabledAt: true,
} satisfies Prisma.UserSelect;
export type PersonRow = Prisma.UserGetPayload<{ select: typeof personSelect }>;

/** Everybody who may or might sign in. */
export function listPeople(prisma: PrismaClient): Promise<PersonRow[]> {
  return prisma.user.findMany({ select: personSelect, orderBy: { username: 'asc' } });
}

/** Adds a person; undefined when the name is taken. */
export async function addPerson(
  tx: Prisma.TransactionClient,
  of: { username: string; passwordHash: string; role: UserRole; createdAt: Date },
): Promise<{ id: string } | undefined> {
  const taken = await tx.user.findUnique({ where: { username: of.username }, select: { id: true } });
  if (taken !== null) return undefined;
  return tx.user.create({ data: of, select: { id: true } });
}

/** A person, locked until the transaction ends so that "before" is true. */
export async function lockPerson(tx: Prisma.TransactionClient, id: string): Promise<PersonRow | null> {
  await tx.$queryRaw`SELECT id FROM users WHERE id = ${id}::uuid FOR UPDATE`;
  return tx.user.findUnique({ where: { id }, select: personSelect });
}

/** Gives a person a role, and takes or gives the right to sign in; without it every session ends. */
export async function changePerson(
  tx: Prisma.TransactionClient,
  of: { id: string; role: UserRole; disabledAt: Date | null },
): Promise<void> {
  const { id, role, disabledAt } = of;
  await tx.user.update({ where: { id }, data: { role, disabledAt }, select: { id: true } });
  if (disabledAt !== null) {
    await tx.userSession.updateMany({
      where: { userId: id, revokedAt: null },
      data: { revokedAt: disabledAt },
    });
  }
}
