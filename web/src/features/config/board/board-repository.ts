import type { PrismaClient } from '@ntmobile/prisma';

interface BoardRow {
  node_id: string;
  name: string;
  revision: number;
  desired_revision: number | null;
  published_at: Date | null;
  reported: string | null;
  error: string | null;
  reported_at: Date | null;
  online: boolean;
}

/** One row for each node of a push, with the newest report on its revision. */
export function boardRows(prisma: PrismaClient, createdAt: Date): Promise<BoardRow[]> {
  return prisma.$queryRaw<BoardRow[]>`
    SELECT r.node_id, n.last_name AS name, r.revision, s.desired_revision,
      CASE WHEN s.desired_revision = r.revision THEN s.published_at END AS published_at,
      report.status::text AS reported, report.error, report.at AS reported_at, coalesce(p.online, false) AS online
    FROM config_revisions r
    JOIN nodes n ON n.id = r.node_id
    LEFT JOIN node_config_states s ON s.node_id = r.node_id
    LEFT JOIN presence p ON p.node_id = r.node_id
    LEFT JOIN LATERAL (
      SELECT status, error, at FROM config_reports c
      WHERE c.node_id = r.node_id AND c.revision = r.revision ORDER BY c.at DESC, c.id DESC LIMIT 1
    ) report ON true
    WHERE r.created_at = ${createdAt}
    ORDER BY n.last_name, r.node_id`;
}

interface PushRow {
  created_at: Date;
  username: string | null;
  fleet_version: number | null;
  count: number;
}

/** The newest pushes with their number of nodes. */
export function recentPushes(prisma: PrismaClient, limit: number): Promise<PushRow[]> {
  return prisma.$queryRaw<PushRow[]>`
    SELECT r.created_at, u.username, max(r.fleet_version) AS fleet_version, count(*)::int AS count
    FROM config_revisions r LEFT JOIN users u ON u.id = r.created_by
    WHERE r.created_by IS NOT NULL
    GROUP BY r.created_at, u.username ORDER BY r.created_at DESC LIMIT ${limit}`;
}
