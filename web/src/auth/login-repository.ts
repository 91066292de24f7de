import type { Prisma, PrismaClient } from '@ntmobile/prisma';
import { LOCK_WINDOW_MS, type RecentMisses } from './lockout.ts';

const accountSelect = {
  id: true,
  username: true,
  passwordHash: true,
  disabledAt: true,
} satisfies Prisma.UserSelect;

/** What a login is checked against. */
export type LoginAccount = Prisma.UserGetPayload<{ select: typeof accountSelect }>;

/** The account of a lower-case name. */
export function findAccount(prisma: PrismaClient, username: string): Promise<LoginAccount | null> {
  return prisma.user.findUnique({ where: { username }, select: accountSelect });
}

/** Misses that still count at `now`. */
export async function recentMisses(
  prisma: PrismaClient,
  of: { username: string; address: string; now: Date },
): Promise<RecentMisses> {
  const at = { gt: new Date(of.now.getTime() - LOCK_WINDOW_MS) };
  const [pair, address, name] = await Promise.all([
    prisma.loginFailure.count({ where: { username: of.username, address: of.address, at } }),
    prisma.loginFailure.count({ where: { address: of.address, at } }),
    prisma.loginFailure.count({ where: { username: of.username, at } }),
  ]);
  return { pair, address, name };
}

/** Notes a miss and forgets those that no longer count. */
export async function recordMiss(
  prisma: PrismaClient,
  miss: { username: string; address: string; now: Date },
): Promise<void> {
  await prisma.loginFailure.create({
    data: { username: miss.username, address: miss.address, at: miss.now },
    select: { id: true },
  });
  await prisma.loginFailure.deleteMany({
    where: { at: { lt: new Date(miss.now.getTime() - LOCK_WINDOW_MS) } },
  });
}

/** After a right password the misses of this name at this address count no more. */
export async function forgetMisses(
  prisma: PrismaClient,
  of: { username: string; address: string },
): Promise<void> {
  await prisma.loginFailure.deleteMany({ where: of });
}
