import { Prisma, type PrismaClient } from '@ntmobile/prisma';
import type { ConfigSyncState } from '../../../ui/shapes/config-badge.tsx';
import type { NodeState } from '../../../ui/shapes/node-shape.tsx';
import { NODE_VIEW } from '../../nodes/node-view-sql.ts';
import { LOOK_KINDS, type LookKind, SLOW_RTT_MICROS } from './look-kind.ts';

/** Pairs by the class of their tunnel, worst last; the number is the class in the database's answer. */
const ROUTES = ['direct', 'punched', 'relayed', 'none'] as const;
export type RouteShares = Record<(typeof ROUTES)[number], number>;

/**
 * How many pairs talk by which route, as the nodes report that are there now. Both ends report a tunnel: it is
 * counted once, as the worse of what they say. Tunnels that are being made or asleep have no route and do not count.
 */
export async function routeShares(prisma: PrismaClient): Promise<RouteShares> {
  const rows = await prisma.$queryRaw<{ route: number; count: number }[]>`
    SELECT route, count(*)::int AS count FROM (
      SELECT max(CASE
        WHEN t.state = 'noPath' THEN 3 WHEN t.route = 'relayed' THEN 2 WHEN t.route = 'punched' THEN 1 ELSE 0
      END) AS route
      FROM ${NODE_VIEW} JOIN tunnels t ON t.node_id = view.id
      WHERE view.state IN ('online', 'idle') AND (t.state = 'noPath' OR (t.state = 'established' AND t.route IS NOT NULL))
      GROUP BY least(t.node_id COLLATE "C", t.peer_id), greatest(t.node_id COLLATE "C", t.peer_id)
    ) pairs GROUP BY route`;
  const shares: RouteShares = { direct: 0, punched: 0, relayed: 0, none: 0 };
  for (const { route, count } of rows) {
    const name = ROUTES[route];
    if (name !== undefined) shares[name] = count;
  }
  return shares;
}

/** A node that needs a look; `peer`, `reason` and `rtt_micros` belong to the tunnel that is the reason. */
export interface LookRow {
  id: string;
  name: string;
  state: NodeState;
  config: ConfigSyncState;
  config_status: string | null;
  config_error: string | null;
  reported_revision: number | null;
  seen_at: Date | null;
  kind: LookKind;
  peer: string | null;
  reason: string | null;
  rtt_micros: number | null;
}

const PRESENT = Prisma.sql`view.state IN ('online', 'idle')`;
/** Every node that needs a look with its kind; suspended and pending ones are as people left them. */
const LOOKED_AT = Prisma.sql`(
  SELECT view.*, broken.peer_id AS broken_peer, broken.reason, slow.peer_id AS slow_peer, slow.rtt_micros, CASE
    WHEN ${PRESENT} AND broken.node_id IS NOT NULL THEN 1
    WHEN config = 'failed' THEN 2
    WHEN view.state = 'stale' THEN 3
    WHEN config = 'rolledBack' THEN 4
    WHEN config = 'drift' THEN 5
    WHEN ${PRESENT} AND slow.node_id IS NOT NULL THEN 6
  END AS rank
  FROM ${NODE_VIEW}
  LEFT JOIN (
    SELECT DISTINCT ON (node_id) node_id, peer_id, reason FROM tunnels WHERE state = 'noPath' ORDER BY node_id, since
  ) broken ON broken.node_id = view.id
  LEFT JOIN (
    SELECT DISTINCT ON (node_id) node_id, peer_id, rtt_micros FROM tunnels
    WHERE state = 'established' AND rtt_micros >= ${SLOW_RTT_MICROS} ORDER BY node_id, rtt_micros DESC
  ) slow ON slow.node_id = view.id
  WHERE view.state NOT IN ('suspended', 'pending')
) AS looked`;

/** The worst nodes, at most `limit`, with how many there are of each kind. */
export async function nodesToLookAt(
  prisma: PrismaClient,
  limit: number,
): Promise<{ rows: LookRow[]; counts: Partial<Record<LookKind, number>> }> {
  const rows = await prisma.$queryRaw<(LookRow & { rank: number; of_kind: number })[]>`
    SELECT worst.*, peers.last_name AS peer FROM (
      SELECT id, name, state, config, config_status, config_error, reported_revision, seen_at, rank,
        CASE rank WHEN 1 THEN reason END AS reason,
        CASE rank WHEN 6 THEN rtt_micros END AS rtt_micros,
        CASE rank WHEN 1 THEN broken_peer WHEN 6 THEN slow_peer END AS peer_id,
        count(*) OVER (PARTITION BY rank)::int AS of_kind,
        row_number() OVER (PARTITION BY rank ORDER BY rtt_micros DESC NULLS LAST, name, id) AS place
      FROM ${LOOKED_AT} WHERE rank IS NOT NULL
    ) worst LEFT JOIN nodes peers ON peers.id = worst.peer_id
    WHERE place <= ${limit} ORDER BY rank, place`;
  const counts: Partial<Record<LookKind, number>> = {};
  const kinds = rows.map((row) => LOOK_KINDS[row.rank - 1] as LookKind);
  rows.forEach((row, index) => {
    counts[kinds[index] as LookKind] = row.of_kind;
  });
  return {
    rows: rows.slice(0, limit).map((row, index) => ({ ...row, kind: kinds[index] as LookKind })),
    counts,
  };
}

/** A push that is still what some nodes should have, with how far it has come. */
export interface PushProgress {
  pushed_at: Date;
  username: string | null;
  fleet_version: number | null;
  nodes: number;
  applied: number;
  failed: number;
  rolled_back: number;
}

/** The newest pushes that no later one has replaced everywhere. */
export function livePushes(prisma: PrismaClient, limit: number): Promise<PushProgress[]> {
  return prisma.$queryRaw<PushProgress[]>`
    SELECT r.created_at AS pushed_at, u.username, max(r.fleet_version) AS fleet_version, count(*)::int AS nodes,
      count(*) FILTER (WHERE s.reported_revision = r.revision AND s.status = 'applied')::int AS applied,
      count(*) FILTER (WHERE s.reported_revision = r.revision AND s.status IN ('failed', 'rejected'))::int AS failed,
      count(*) FILTER (WHERE s.reported_revision = r.revision AND s.status = 'rolled_back')::int AS rolled_back
    FROM node_config_states s
    JOIN config_revisions r ON r.node_id = s.node_id AND r.revision = s.desired_revision
    JOIN nodes n ON n.id = s.node_id AND n.deleted_at IS NULL
    LEFT JOIN users u ON u.id = r.created_by
    WHERE r.created_by IS NOT NULL
    GROUP BY r.created_at, u.username ORDER BY r.created_at DESC LIMIT ${limit}`;
}

/** Nodes whose registration at a coordinator holds at `now`. */
export function countLiveLeases(prisma: PrismaClient, now: Date): Promise<number> {
  return prisma.lease.count({ where: { expiresAt: { gt: now }, node: { deletedAt: null } } });
}
