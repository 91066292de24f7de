import { Prisma, type PrismaClient } from '@ntmobile/prisma';
import { FLEET } from '../../../telemetry/tiers.ts';
import type { ConfigSyncState } from '../../../ui/shapes/config-badge.tsx';
import type { NodeState } from '../../../ui/shapes/node-shape.tsx';
import { NODE_VIEW } from '../../nodes/node-view-sql.ts';
import { LOOK_KINDS, type LookKind, SLOW_RTT_MICROS } from './look-kind.ts';

/** Pairs by the class of their tunnel, worst last; the number is the class in the database's answer. */
const ROUTES = ['direct', 'punched', 'relayed', 'none'] as const;
export type RouteShares = Record<(typeof ROUTES)[number], number>;

/** A node that needs a look; `peer`, `reason` and `rtt_micros` belong to the tunnel that is the reason. */
export interface LookRow {
  id: string;
  name: string;
  state: NodeState;
  config: ConfigSyncState;
  config_status: string | null;
  config_error: string | null;
  reported_revision: number | null;
  /** Milliseconds since 1970. */
  seen_at: number | null;
  kind: LookKind;
  peer: string | null;
  reason: string | null;
  rtt_micros: number | null;
}

/** What is known of all nodes at one instant. */
export interface FleetSummary {
  counts: { state: NodeState; config: ConfigSyncState; count: number }[];
  routes: RouteShares;
  /** The worst nodes, with how many there are of each kind. */
  look: { rows: LookRow[]; counts: Partial<Record<LookKind, number>> };
}

interface SummaryRow {
  counts: FleetSummary['counts'];
  routes: { route: number; count: number }[];
  worst: (LookRow & { rank: number; of_kind: number })[];
}

/** Nodes that are there to tell of their tunnels. */
const PRESENT = Prisma.sql`state IN ('online', 'idle')`;

/**
 * Pairs with the class of their tunnel, as the nodes report that are there now. Both ends report a tunnel: it is
 * counted once, as the worse of what they say. Tunnels that are being made or asleep have no route and do not count.
 * `IS TRUE` keeps the planner to one look into a set of ids for each tunnel, where it would look up each node's tunnels.
 */
const PAIRS = Prisma.sql`
  SELECT max(CASE
    WHEN t.state = 'noPath' THEN 3 WHEN t.route = 'relayed' THEN 2 WHEN t.route = 'punched' THEN 1 ELSE 0
  END) AS route
  FROM tunnels t
  WHERE (t.node_id IN (SELECT id FROM fleet WHERE ${PRESENT})) IS TRUE
    AND (t.state = 'noPath' OR (t.state = 'established' AND t.route IS NOT NULL))
  GROUP BY least(t.node_id COLLATE "C", t.peer_id), greatest(t.node_id COLLATE "C", t.peer_id)`;

/** Every node that needs a look with its kind; suspended and pending ones are as people left them. */
const LOOKED_AT = Prisma.sql`(
  SELECT fleet.*, broken.peer_id AS broken_peer, broken.reason, slow.peer_id AS slow_peer, slow.rtt_micros, CASE
    WHEN ${PRESENT} AND broken.node_id IS NOT NULL THEN 1
    WHEN config = 'failed' THEN 2
    WHEN state = 'stale' THEN 3
    WHEN config = 'rolledBack' THEN 4
    WHEN config = 'drift' THEN 5
    WHEN ${PRESENT} AND slow.node_id IS NOT NULL THEN 6
  END AS rank
  FROM fleet
  LEFT JOIN (
    SELECT DISTINCT ON (node_id) node_id, peer_id, reason FROM tunnels WHERE state = 'noPath' ORDER BY node_id, since
  ) broken ON broken.node_id = id
  LEFT JOIN (
    SELECT DISTINCT ON (node_id) node_id, peer_id, rtt_micros FROM tunnels
    WHERE state = 'established' AND rtt_micros >= ${SLOW_RTT_MICROS} ORDER BY node_id, rtt_micros DESC
  ) slow ON slow.node_id = id
  WHERE state NOT IN ('suspended', 'pending')
) AS looked`;

const worst = (limit: number) => Prisma.sql`
  SELECT worst.*, peers.last_name AS peer FROM (
    SELECT id, name, state, config, config_status, config_error, reported_revision, rank,
      (extract(epoch FROM seen_at) * 1000)::float8 AS seen_at,
      CASE rank WHEN 1 THEN reason END AS reason,
      CASE rank WHEN 6 THEN rtt_micros END AS rtt_micros,
      CASE rank WHEN 1 THEN broken_peer WHEN 6 THEN slow_peer END AS peer_id,
      count(*) OVER (PARTITION BY rank)::int AS of_kind,
      row_number() OVER (PARTITION BY rank ORDER BY rtt_micros DESC NULLS LAST, name, id) AS place
    FROM ${LOOKED_AT} WHERE rank IS NOT NULL
  ) worst LEFT JOIN nodes peers ON peers.id = worst.peer_id
  WHERE place <= ${limit} ORDER BY rank, place`;

/**
 * Counts, routes and at most `limit` of the worst nodes. One statement: the state of every node is found out once for
 * all three, and they are of the same instant.
 */
export async function fleetSummary(prisma: PrismaClient, limit: number): Promise<FleetSummary> {
  const [row] = await prisma.$queryRaw<SummaryRow[]>`
    WITH fleet AS MATERIALIZED (
      SELECT id, name, state, config, config_status, config_error, reported_revision, seen_at FROM ${NODE_VIEW}
    )
    SELECT
      coalesce((SELECT json_agg(c) FROM (
        SELECT state, config, count(*)::int AS count FROM fleet GROUP BY state, config
      ) c), '[]') AS counts,
      coalesce((SELECT json_agg(r) FROM (
        SELECT route, count(*)::int AS count FROM (${PAIRS}) pairs GROUP BY route
      ) r), '[]') AS routes,
      coalesce((SELECT json_agg(w) FROM (${worst(limit)}) w), '[]') AS worst`;
  return {
    counts: row?.counts ?? [],
    routes: routeShares(row?.routes ?? []),
    look: lookOf(row?.worst ?? [], limit),
  };
}

function routeShares(rows: SummaryRow['routes']): RouteShares {
  const shares: RouteShares = { direct: 0, punched: 0, relayed: 0, none: 0 };
  for (const { route, count } of rows) {
    const name = ROUTES[route];
    if (name !== undefined) shares[name] = count;
  }
  return shares;
}

function lookOf(rows: SummaryRow['worst'], limit: number): FleetSummary['look'] {
  const counts: Partial<Record<LookKind, number>> = {};
  const ranked = rows.map((row) => ({ ...row, kind: LOOK_KINDS[row.rank - 1] as LookKind }));
  for (const { kind, of_kind } of ranked) counts[kind] = of_kind;
  return { rows: ranked.slice(0, limit), counts };
}

/** A push that is still what some nodes should have, with how far it has come. */
export interface PushProgress {
  pushed_at: Date;
  username: string | null;
  fleet_version: number | null;
  nodes: number;
  applied: number;
  failed: number;
  rejected: number;
  rolled_back: number;
}

/** The newest pushes that no later one has replaced everywhere. */
export function livePushes(prisma: PrismaClient, limit: number): Promise<PushProgress[]> {
  return prisma.$queryRaw<PushProgress[]>`
    SELECT r.created_at AS pushed_at, u.username, max(r.fleet_version) AS fleet_version, count(*)::int AS nodes,
      count(*) FILTER (WHERE s.reported_revision = r.revision AND s.status = 'applied')::int AS applied,
      count(*) FILTER (WHERE s.reported_revision = r.revision AND s.status = 'failed')::int AS failed,
      count(*) FILTER (WHERE s.reported_revision = r.revision AND s.status = 'rejected')::int AS rejected,
      count(*) FILTER (WHERE s.reported_revision = r.revision AND s.status = 'rolled_back')::int AS rolled_back
    FROM node_config_states s
    JOIN config_revisions r ON r.node_id = s.node_id AND r.revision = s.desired_revision
    JOIN nodes n ON n.id = s.node_id AND n.deleted_at IS NULL
    LEFT JOIN users u ON u.id = r.created_by
    WHERE r.created_by IS NOT NULL
    GROUP BY r.created_at, u.username ORDER BY r.created_at DESC LIMIT ${limit}`;
}

/** When the first node of those that are there enrolled; null without any. */
export async function findFirstEnrolment(prisma: PrismaClient): Promise<Date | null> {
  const first = await prisma.node.aggregate({ _min: { enrolledAt: true }, where: { deletedAt: null } });
  return first._min.enrolledAt;
}

/** Nodes whose registration at a coordinator holds at `now`. */
export function countLiveLeases(prisma: PrismaClient, now: Date): Promise<number> {
  return prisma.lease.count({ where: { expiresAt: { gt: now }, node: { deletedAt: null } } });
}

/** Handovers of all nodes between two instants, by buckets of five minutes; null where nobody told anything. */
export async function countHandovers(
  prisma: PrismaClient,
  of: { from: Date; to: Date },
): Promise<number | null> {
  const { _sum } = await prisma.telemetryFiveMinutes.aggregate({
    where: { nodeId: FLEET, at: { gte: of.from, lt: of.to } },
    _sum: { handovers: true },
  });
  return _sum.handovers === null ? null : Number(_sum.handovers);
}

/** The events that arrived last, the newest first. */
export function latestEvents(prisma: PrismaClient, limit: number) {
  return prisma.nodeEvent.findMany({
    where: { node: { deletedAt: null } },
    select: {
      id: true,
      nodeId: true,
      at: true,
      kind: true,
      detail: true,
      node: { select: { lastName: true } },
    },
    orderBy: { id: 'desc' },
    take: limit,
  });
}
