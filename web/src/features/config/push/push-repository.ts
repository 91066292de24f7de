import { Prisma, type PrismaClient } from '@ntmobile/prisma';
import { NODE_VIEW } from '../../nodes/node-view-sql.ts';
import type { PushTarget } from './push-target.ts';

/** Who of a target gets a document, and who does not and why. */
export interface PushCounts {
  /** Nodes of the target. */
  readonly total: number;
  /** Those that get a new revision. */
  readonly recipients: number;
  /** Recipients that are not connected now: they get it when they return. */
  readonly offline: number;
  /** Those that are to have these very sections already. */
  readonly unchanged: number;
  /** Those that wait for approval or were refused. */
  readonly excluded: number;
  /** Those that were chosen and deleted since. */
  readonly gone: number;
}

type Reads = Pick<PrismaClient, '$queryRaw'>;

/** Counts of a target for sections with this hash. */
export async function countPush(
  prisma: Reads,
  of: { target: PushTarget; hash: Uint8Array },
): Promise<PushCounts> {
  const [counts] = await prisma.$queryRaw<Omit<PushCounts, 'gone'>[]>`
    SELECT count(*)::int AS total,
      count(*) FILTER (WHERE ${RECEIVES} AND NOT ${unchanged(of.hash)})::int AS recipients,
      count(*) FILTER (WHERE ${RECEIVES} AND NOT ${unchanged(of.hash)} AND state IN ('offline', 'never'))::int AS offline,
      count(*) FILTER (WHERE ${RECEIVES} AND ${unchanged(of.hash)})::int AS unchanged,
      count(*) FILTER (WHERE NOT ${RECEIVES})::int AS excluded
    FROM ${NODE_VIEW} LEFT JOIN node_config_states s ON s.node_id = view.id
    WHERE ${within(of.target)}`;
  const { total, ...others } = counts ?? { total: 0, recipients: 0, offline: 0, unchanged: 0, excluded: 0 };
  const chosen = of.target.kind === 'nodes' ? new Set(of.target.nodeIds).size : total;
  return { total, ...others, gone: chosen - total };
}

/** Ids of those that get a new revision. */
export async function pushRecipients(
  prisma: Reads,
  of: { target: PushTarget; hash: Uint8Array },
): Promise<string[]> {
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    SELECT view.id FROM ${NODE_VIEW} LEFT JOIN node_config_states s ON s.node_id = view.id
    WHERE ${within(of.target)} AND ${RECEIVES} AND NOT ${unchanged(of.hash)}
    ORDER BY view.id`;
  return rows.map((row) => row.id);
}

interface HeldConfigRow {
  /** JSON text; null for nodes that were never given any. */
  sections: string | null;
  /** Names the configuration; null as `sections`. */
  hash: string | null;
  fleet_version: number | null;
  nodes: number;
}

/** Which configurations the recipients are to have now, the most frequent first. */
export function heldConfigs(
  prisma: Reads,
  of: { target: PushTarget; hash: Uint8Array; limit: number },
): Promise<HeldConfigRow[]> {
  return prisma.$queryRaw`
    SELECT r.sections, encode(r.hash, 'hex') AS hash, max(r.fleet_version) AS fleet_version, count(*)::int AS nodes
    FROM ${NODE_VIEW} LEFT JOIN node_config_states s ON s.node_id = view.id
    LEFT JOIN config_revisions r ON r.node_id = view.id AND r.revision = s.desired_revision
    WHERE ${within(of.target)} AND ${RECEIVES} AND NOT ${unchanged(of.hash)}
    GROUP BY r.sections, r.hash ORDER BY nodes DESC LIMIT ${of.limit}`;
}

/** Those that wait for approval or were refused get nothing. */
const RECEIVES = Prisma.sql`view.approval = 'approved'`;

function unchanged(hash: Uint8Array): Prisma.Sql {
  return Prisma.sql`coalesce(s.desired_hash = ${Buffer.from(hash)}, false)`;
}

function within(target: PushTarget): Prisma.Sql {
  return target.kind === 'all' ? Prisma.sql`true` : Prisma.sql`view.id = ANY (${target.nodeIds})`;
}
