import { Prisma, type PrismaClient } from '@ntmobile/prisma';
import type { ConfigSyncState } from '../../../ui/shapes/config-badge.tsx';
import type { NodeState } from '../../../ui/shapes/node-shape.tsx';
import { NODE_VIEW } from '../node-view-sql.ts';
import type { Cursor } from './cursor.ts';
import type { NodeFilter } from './list-filter.ts';

/** A row as the database gives it. */
export interface NodeRow {
  id: string;
  name: string;
  ipv4: string | null;
  ipv6: string | null;
  platform: string;
  demo: boolean;
  state: NodeState;
  config: ConfigSyncState;
  desired_revision: number | null;
  reported_revision: number | null;
  seen_at: Date | null;
  direct: number;
  punched: number;
  relayed: number;
  no_path: number;
  rtt_micros: number | null;
}

/** At most `limit` nodes of the filter, after the cursor. */
export function listNodes(
  prisma: PrismaClient,
  of: { filter: NodeFilter; cursor: Cursor | undefined; limit: number },
): Promise<NodeRow[]> {
  return prisma.$queryRaw<NodeRow[]>`
    SELECT view.id, view.name, ipv4, ipv6, platform, demo, view.state, config, desired_revision, reported_revision, seen_at,
      mix.direct, mix.punched, mix.relayed, mix.no_path, sample.rtt_micros
    FROM (
      SELECT * FROM ${NODE_VIEW}
      WHERE ${where(of.filter)} AND ${after(of.filter.sort, of.cursor)}
      ORDER BY ${order(of.filter.sort)} LIMIT ${of.limit}
    ) view
    CROSS JOIN LATERAL (
      SELECT
        count(*) FILTER (WHERE t.state = 'established' AND t.route NOT IN ('punched', 'relayed'))::int AS direct,
        count(*) FILTER (WHERE t.state = 'established' AND t.route = 'punched')::int AS punched,
        count(*) FILTER (WHERE t.state = 'established' AND t.route = 'relayed')::int AS relayed,
        count(*) FILTER (WHERE t.state = 'noPath')::int AS no_path
      FROM tunnels t WHERE t.node_id = view.id
    ) mix
    LEFT JOIN LATERAL (
      SELECT s.rtt_micros FROM telemetry_samples s
      WHERE s.series = (
        SELECT b.series FROM telemetry_boots b WHERE b.node_id = view.id ORDER BY b.started_at DESC LIMIT 1
      )
      ORDER BY s.at DESC LIMIT 1
    ) sample ON true
    ORDER BY ${order(of.filter.sort)}`;
}

/** How many nodes there are in each state, of those that the filter's other parts let through. */
export async function countByState(
  prisma: PrismaClient,
  filter: NodeFilter,
): Promise<{ state: NodeState; count: number }[]> {
  return prisma.$queryRaw<{ state: NodeState; count: number }[]>`
    SELECT state, count(*)::int AS count FROM ${NODE_VIEW} WHERE ${where({ ...filter, states: [] })} GROUP BY state`;
}

/** How many nodes there are at all. */
export function countNodes(prisma: PrismaClient): Promise<number> {
  return prisma.node.count({ where: { deletedAt: null } });
}

function where(filter: NodeFilter): Prisma.Sql {
  const conditions = [Prisma.sql`true`];
  if (filter.search !== '') {
    const pattern = `%${filter.search.replace(/[\\%_]/g, '\\$&')}%`;
    conditions.push(
      Prisma.sql`(name ILIKE ${pattern} OR ipv4 LIKE ${pattern} OR ipv6 ILIKE ${pattern} OR view.id LIKE ${pattern})`,
    );
  }
  if (filter.states.length > 0) conditions.push(Prisma.sql`state IN (${Prisma.join(filter.states)})`);
  if (filter.configs.length > 0) conditions.push(Prisma.sql`config IN (${Prisma.join(filter.configs)})`);
  return Prisma.join(conditions, ' AND ');
}

/** Those never seen come last; the id decides between equals. */
function order(sort: NodeFilter['sort']): Prisma.Sql {
  return sort === 'name'
    ? Prisma.sql`view.name, view.id`
    : Prisma.sql`coalesce(view.seen_at, '-infinity') DESC, view.id`;
}

function after(sort: NodeFilter['sort'], cursor: Cursor | undefined): Prisma.Sql {
  if (cursor === undefined) return Prisma.sql`true`;
  if (sort === 'name') return Prisma.sql`(view.name, view.id) > (${cursor.key ?? ''}, ${cursor.id})`;
  const key = Prisma.sql`coalesce(${cursor.key}::timestamptz, '-infinity')`;
  return Prisma.sql`(coalesce(view.seen_at, '-infinity') < ${key}
    OR (coalesce(view.seen_at, '-infinity') = ${key} AND view.id > ${cursor.id}))`;
}
