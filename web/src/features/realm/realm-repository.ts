import type { Prisma, PrismaClient } from '@ntmobile/prisma';

const realmSelect = {
  name: true,
  domain: true,
  enrolmentKey: true,
  consoleUrl: true,
} satisfies Prisma.RealmSettingsSelect;

/** What the console tells of its realm. */
export type Realm = Prisma.RealmSettingsGetPayload<{ select: typeof realmSelect }>;

/** The realm of this installation; null until the Direction Coordinator has made it. */
export function findRealm(prisma: PrismaClient): Promise<Realm | null> {
  return prisma.realmSettings.findUnique({ where: { id: 1 }, select: realmSelect });
}

/** Heartbeats of the coordinator's workers, newest first. */
export function listWorkers(
  prisma: PrismaClient,
): Promise<{ id: string; heartbeatAt: Date; startedAt: Date }[]> {
  return prisma.dcWorker.findMany({
    select: { id: true, heartbeatAt: true, startedAt: true },
    orderBy: { heartbeatAt: 'desc' },
  });
}
