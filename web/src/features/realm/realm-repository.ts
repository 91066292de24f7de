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

const workerSelect = {
  id: true,
  publicKey: true,
  endpoints: true,
  heartbeatAt: true,
  startedAt: true,
  counters: true,
} satisfies Prisma.DcWorkerSelect;
export type WorkerRow = Prisma.DcWorkerGetPayload<{ select: typeof workerSelect }>;

/** The coordinator's workers, the one with the newest heartbeat first. */
export function listWorkers(prisma: PrismaClient): Promise<WorkerRow[]> {
  return prisma.dcWorker.findMany({ select: workerSelect, orderBy: { heartbeatAt: 'desc' } });
}

/** When the oldest message was written that the broker has not taken yet. */
export async function oldestWaitingMessage(prisma: PrismaClient, now: Date): Promise<Date | undefined> {
  const oldest = await prisma.outboxMessage.findFirst({
    where: { publishedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
    select: { createdAt: true },
    orderBy: { id: 'asc' },
  });
  return oldest?.createdAt;
}
