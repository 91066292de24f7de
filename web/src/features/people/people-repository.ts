import type { Prisma, PrismaClient, UserRole } from '@ntmobile/prisma';
import { TRPCError } from '@trpc/server';
import { endSessionsOf } from '../../auth/session-repository.ts';

const personSelect = {
  id: true,
  username: true,
  role: true,
  passwordHash: true,
  oneTimeUntil: true,
  createdAt: true,
  lastLoginAt: true,
  disabledAt: true,
  secondFactor: { select: { confirmedAt: true } },
  _count: { select: { passkeys: true } },
} satisfies Prisma.UserSelect;
export type PersonRow = Prisma.UserGetPayload<{ select: typeof personSelect }>;

/** Everybody who may or might sign in. */
export function listPeople(prisma: PrismaClient): Promise<PersonRow[]> {
  return prisma.user.findMany({ select: personSelect, orderBy: { username: 'asc' } });
}

/** Adds a person; undefined when the name is taken. */
export async function addPerson(
  tx: Prisma.TransactionClient,
  of: { username: string; passwordHash: string; oneTimeUntil: Date | null; role: UserRole; createdAt: Date },
): Promise<{ id: string } | undefined> {
  const taken = await tx.user.findUnique({ where: { username: of.username }, select: { id: true } });
  if (taken !== null) return undefined;
  return tx.user.create({ data: of, select: { id: true } });
}

/**
 * Somebody else, locked until the transaction ends so that "before" is true. Nobody is changed by themselves, and the
 * admin who changes is locked too and must still be one: two who close each other's account at once leave one open.
 */
export async function lockOtherPerson(
  tx: Prisma.TransactionClient,
  ownId: string,
  id: string,
): Promise<PersonRow> {
  if (id === ownId) {
    throw new TRPCError({ code: 'BAD_REQUEST', message: 'Ask another admin to change your own account.' });
  }
  const locked = await tx.$queryRaw<{ id: string; acts: boolean }[]>`
    SELECT id, role = 'admin' AND disabled_at IS NULL AS acts FROM users
    WHERE id IN (${ownId}::uuid, ${id}::uuid) ORDER BY id FOR UPDATE`;
  if (!locked.some((row) => row.id === ownId && row.acts)) {
    throw new TRPCError({ code: 'FORBIDDEN', message: 'You are no admin any more. Sign in again.' });
  }
  const person = await tx.user.findUnique({ where: { id }, select: personSelect });
  if (person === null) throw new TRPCError({ code: 'NOT_FOUND', message: 'There is no such person.' });
  return person;
}

/** Gives a person a role, and takes or gives the right to sign in. Sessions of another role or a closed account end. */
export async function changePerson(
  tx: Prisma.TransactionClient,
  person: PersonRow,
  to: { role: UserRole; disabledAt: Date | null; now: Date },
): Promise<void> {
  const { id } = person;
  const { role, disabledAt, now } = to;
  await tx.user.update({ where: { id }, data: { role, disabledAt }, select: { id: true } });
  if (disabledAt !== null || role !== person.role) await endSessionsOf(tx, { userId: id, now });
}

/** Gives a person a password for one sign-in. */
export async function setOneTimePassword(
  tx: Prisma.TransactionClient,
  of: { id: string; passwordHash: string; oneTimeUntil: Date },
): Promise<void> {
  const { id, passwordHash, oneTimeUntil } = of;
  await tx.user.update({ where: { id }, data: { passwordHash, oneTimeUntil }, select: { id: true } });
}
