import type { Prisma, PrismaClient } from '@ntmobile/prisma';

const auditSelect = {
  id: true,
  at: true,
  actorKind: true,
  actorName: true,
  actorId: true,
  action: true,
  subjectKind: true,
  subjectId: true,
  before: true,
  after: true,
  address: true,
  requestId: true,
} satisfies Prisma.AuditEntrySelect;
export type AuditRow = Prisma.AuditEntryGetPayload<{ select: typeof auditSelect }>;

/** Entries newest first, older than `beforeId` when it is given, narrowed to what contains `search`. */
export function listAuditEntries(
  prisma: PrismaClient,
  of: { search: string; beforeId: bigint | undefined; limit: number },
): Promise<AuditRow[]> {
  // Prisma makes a pattern of it and leaves its signs as they are.
  const contains = { contains: of.search.replace(/[\\%_]/g, '\\$&'), mode: 'insensitive' as const };
  return prisma.auditEntry.findMany({
    where: {
      ...(of.beforeId !== undefined && { id: { lt: of.beforeId } }),
      ...(of.search !== '' && {
        OR: [
          { action: contains },
          { actorName: contains },
          { subjectId: contains },
          { requestId: contains },
          { address: contains },
        ],
      }),
    },
    select: auditSelect,
    orderBy: { id: 'desc' },
    take: of.limit,
  });
}
