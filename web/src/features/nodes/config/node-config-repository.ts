import type { PrismaClient } from '@ntmobile/prisma';

/** A revision of a node's configuration with the newest that the node said of it. */
export interface RevisionRow {
  revision: number;
  created_at: Date;
  username: string | null;
  fleet_version: number | null;
  sections: string;
  status: string | null;
  error: string | null;
  reported_at: Date | null;
}

/** The newest revisions of a node. */
export function nodeRevisions(
  prisma: PrismaClient,
  of: { nodeId: string; limit: number },
): Promise<RevisionRow[]> {
  return prisma.$queryRaw<RevisionRow[]>`
    SELECT r.revision, r.created_at, u.username, r.fleet_version, r.sections,
      report.status::text AS status, report.error, report.at AS reported_at
    FROM config_revisions r
    LEFT JOIN users u ON u.id = r.created_by
    LEFT JOIN LATERAL (
      SELECT status, error, at FROM config_reports c
      WHERE c.node_id = r.node_id AND c.revision = r.revision ORDER BY c.at DESC, c.id DESC LIMIT 1
    ) report ON true
    WHERE r.node_id = ${of.nodeId} ORDER BY r.revision DESC LIMIT ${of.limit}`;
}

/** The sections of one revision; undefined where it is not kept. */
export async function sectionsOfRevision(
  prisma: PrismaClient,
  of: { nodeId: string; revision: number },
): Promise<string | undefined> {
  const row = await prisma.configRevision.findUnique({
    where: { nodeId_revision: of },
    select: { sections: true },
  });
  return row?.sections;
}
