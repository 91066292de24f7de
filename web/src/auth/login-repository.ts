import type { Prisma, PrismaClient } from '@ntmobile/prisma';
import { LOCK_WINDOW_MS, type RecentMisses } from './lockout.ts';

const accountSelect = {
  id: true,
  username: true,
  passwordHash: true,
  oneTimeUntil: true,
  disabledAt: true,
  secondFactor: { select: { confirmedAt: true } },
  _count: { select: { passkeys: true } },
} satisfies Prisma.UserSelect;

/** What a login is checked against. */
export type LoginAccount = Prisma.UserGetPayload<{ select: typeof accountSelect }>;

/** Whose misses are counted: a name as typed, in lower case, and where it was typed. */
export interface MissKey {
  readonly username: string;
  readonly address: string;
}

/** The account of a lower-case name. */
export function findAccount(prisma: PrismaClient, username: string): Promise<LoginAccount | null> {
  return prisma.user.findUnique({ where: { username }, select: accountSelect });
}

/**
 * Notes a miss before anything is proved, so that of many attempts at once no more are looked at than may fail; a right
 * one takes it back. Returns its id.
 */
export async function recordMiss(prisma: PrismaClient, miss: MissKey & { now: Date }): Promise<bigint> {
  const { username, address, now } = miss;
  const { id } = await prisma.loginFailure.create({
    data: { username, address, at: now },
    select: { id: true },
  });
  return id;
}

/** Misses beside `ownId` that still count at `now`. */
export async function recentMisses(
  prisma: PrismaClient,
  of: MissKey & { ownId: bigint; now: Date },
): Promise<RecentMisses> {
  const { username, address } = of;
  const others = { id: { not: of.ownId }, at: { gt: new Date(of.now.getTime() - LOCK_WINDOW_MS) } };
  const count = (where: Prisma.LoginFailureWhereInput) =>
    prisma.loginFailure.count({ where: { ...others, ...where } });
  const [pair, atAddress, name, nameByCode] = await Promise.all([
    count({ username, address }),
    count({ address }),
    count({ username }),
    count({ username, passwordRight: true }),
  ]);
  return { pair, address: atAddress, name, nameByCode };
}

/** Takes an attempt back that was no miss. */
export async function forgetMiss(prisma: PrismaClient, id: bigint): Promise<void> {
  await prisma.loginFailure.deleteMany({ where: { id } });
}

/** Makes an attempt one whose password was right: until its code is too, it is a miss of its own kind. */
export async function markPasswordRight(prisma: PrismaClient, id: bigint): Promise<void> {
  await prisma.loginFailure.updateMany({ where: { id }, data: { passwordRight: true } });
}

/** After a right password and code the misses of this name at this address count no more. */
export async function forgetMisses(prisma: PrismaClient, of: MissKey): Promise<void> {
  await prisma.loginFailure.deleteMany({ where: { username: of.username, address: of.address } });
}

/** Replaces a hash by another of the same password, without a word to the person; false when it was replaced meanwhile. */
export async function replaceHash(
  prisma: PrismaClient,
  of: { userId: string; from: string; to: string },
): Promise<boolean> {
  const changed = await prisma.user.updateMany({
    where: { id: of.userId, passwordHash: of.from },
    data: { passwordHash: of.to },
  });
  return changed.count > 0;
}
