import { Prisma, type PrismaClient } from '@ntmobile/prisma';
import type { PushNode } from './push-results.ts';
import { pushState } from './push-state.ts';

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

/**
 * The nodes of a push by name, or those of them that are asked for, each with the newest report on its revision; none
 * where there is no such push.
 */
export async function pushNodes(
  prisma: PrismaClient,
  of: { pushId: number; only?: readonly string[] },
): Promise<PushNode[]> {
  const only =
    of.only === undefined ? Prisma.empty : Prisma.sql`AND r.node_id = ANY (${[...of.only]}::text[])`;
  const rows = await prisma.$queryRaw<BoardRow[]>`
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
    WHERE r.created_at = ${new Date(of.pushId)} ${only}
    ORDER BY n.last_name, r.node_id`;
  return rows.map((row) => ({
    nodeId: row.node_id,
    name: row.name,
    revision: row.revision,
    online: row.online,
    error: row.error,
    reportedAt: row.reported_at?.getTime() ?? null,
    state: pushState({
      revision: row.revision,
      desiredRevision: row.desired_revision,
      publishedAt: row.published_at,
      reported: row.reported,
    }),
  }));
}

interface PushRow {
  created_at: Date;
  username: string | null;
  fleet_version: number | null;
  count: number;
}

/**
 * The newest pushes with their number of nodes. The instants are found one after the other in the index, so that the
 * cost does not grow with the pushes of all years; all rows of a push have the same author and version.
 */
export function recentPushes(prisma: PrismaClient, limit: number): Promise<PushRow[]> {
  return prisma.$queryRaw<PushRow[]>`
    WITH RECURSIVE push AS (
      (SELECT created_at, created_by, fleet_version, 1 AS place FROM config_revisions
        WHERE created_by IS NOT NULL ORDER BY created_at DESC LIMIT 1)
      UNION ALL
      SELECT earlier.*, push.place + 1 FROM push CROSS JOIN LATERAL (
        SELECT created_at, created_by, fleet_version FROM config_revisions
        WHERE created_by IS NOT NULL AND created_at < push.created_at ORDER BY created_at DESC LIMIT 1
      ) earlier
      WHERE push.place < ${limit}
    )
    SELECT push.created_at, u.username, push.fleet_version,
      (SELECT count(*)::int FROM config_revisions r WHERE r.created_at = push.created_at) AS count
    FROM push LEFT JOIN users u ON u.id = push.created_by
    ORDER BY push.created_at DESC`;
}
