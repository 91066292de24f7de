import type { Prisma, PrismaClient } from '@ntmobile/prisma';
import { readCurrentSections } from '../../fleet-config/current-sections.ts';
import { type RelayHealth, relayHealth } from './relays/relay-health.ts';

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

/** How many nodes each worker has registered whose lease holds at `now`. */
export async function registeredByWorker(prisma: PrismaClient, now: Date): Promise<Map<string, number>> {
  const rows = await prisma.lease.groupBy({
    by: ['workerId'],
    where: { expiresAt: { gt: now }, workerId: { not: null }, node: { deletedAt: null } },
    _count: true,
  });
  return new Map(rows.map((row) => [row.workerId ?? '', row._count]));
}

const probeSelect = {
  endpoint: true,
  askedAt: true,
  answeredAt: true,
  state: true,
  since: true,
  rttMicros: true,
  software: true,
  refusal: true,
} satisfies Prisma.RelayProbeSelect;

/** Relays of the fleet's configuration in force, with what the coordinators find out of them. */
export async function currentRelays(prisma: PrismaClient, now: Date): Promise<RelayHealth[]> {
  const sections = await readCurrentSections(prisma);
  if (sections === undefined || sections.rs.length === 0) return [];
  return relayHealth(sections.rs, await prisma.relayProbe.findMany({ select: probeSelect }), now);
}
