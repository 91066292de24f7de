import type { PrismaClient } from '@ntmobile/prisma';

/** How many nodes have reported the revision they are to have, with its very bytes, as applied. */
export async function countApplied(prisma: PrismaClient, nodes: readonly string[]): Promise<number> {
  const [row] = await prisma.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM node_config_states
    WHERE node_id = ANY(${[...nodes]}::text[]) AND status = 'applied'
      AND reported_revision = desired_revision AND reported_hash = desired_hash`;
  return row?.count ?? 0;
}

/** How many nodes the coordinator that started after this instant has a session and a lease with. */
export async function countTakenUp(prisma: PrismaClient, since: Date): Promise<number> {
  const [worker] = await prisma.dcWorker.findMany({
    where: { startedAt: { gte: since } },
    select: { counters: true },
  });
  const { sessions = 0, leases = 0 } = (worker?.counters ?? {}) as { sessions?: number; leases?: number };
  return Math.min(sessions, leases);
}

/** What is wrong with the numbers of the nodes' revisions; everything is 0 where they are as made. */
export interface RevisionFaults {
  /** Revisions that were made and are not there. */
  readonly missing: number;
  /** Revisions that nobody made. */
  readonly doubled: number;
  /** Revisions that no node has reported as applied, though it is the newest. */
  readonly unapplied: number;
}

/** Each of these nodes has the revisions 1 to `made`. */
export async function revisionFaults(
  prisma: PrismaClient,
  nodes: readonly string[],
  made: number,
): Promise<RevisionFaults> {
  const rows = await prisma.$queryRaw<{ good: number; other: number }[]>`
    SELECT count(r.revision) FILTER (WHERE r.revision BETWEEN 1 AND ${made})::int AS good,
      count(r.revision) FILTER (WHERE r.revision NOT BETWEEN 1 AND ${made})::int AS other
    FROM unnest(${[...nodes]}::text[]) AS n (id) LEFT JOIN config_revisions r ON r.node_id = n.id GROUP BY n.id`;
  const sum = (of: (row: { good: number; other: number }) => number) =>
    rows.reduce((total, row) => total + of(row), 0);
  return {
    missing: sum(({ good }) => made - good),
    doubled: sum(({ other }) => other),
    unapplied: nodes.length - (await countApplied(prisma, nodes)),
  };
}

/** What the coordinators have counted since their start, by name: drops by reason among them. */
export async function coordinatorCounts(prisma: PrismaClient): Promise<Record<string, number>> {
  const workers = await prisma.dcWorker.findMany({ select: { counters: true } });
  const counts: Record<string, number> = {};
  for (const { counters } of workers)
    for (const [name, count] of Object.entries(counters as Record<string, number>))
      counts[name] = (counts[name] ?? 0) + count;
  return counts;
}
