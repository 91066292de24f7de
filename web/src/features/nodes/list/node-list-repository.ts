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
  agent: string;
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
  network_type: string | null;
}

/** What a tunnel is by its class; the list counts by the same. */
const ROUTE_CONDITIONS = {
  direct: Prisma.sql`t.state = 'established' AND t.route NOT IN ('punched', 'relayed')`,
  punched: Prisma.sql`t.state = 'established' AND t.route = 'punched'`,
  relayed: Prisma.sql`t.state = 'established' AND t.route = 'relayed'`,
  none: Prisma.sql`t.state = 'noPath'`,
};

/** At most `limit` nodes of the filter, after the cursor; with `ids`, only of these. */
export function listNodes(
  prisma: PrismaClient,
  of: { filter: NodeFilter; cursor: Cursor | undefined; limit: number; ids?: readonly string[] },
): Promise<NodeRow[]> {
  return prisma.$queryRaw<NodeRow[]>`
    SELECT view.id, view.name, ipv4, ipv6, platform, agent, demo, view.state, config, desired_revision, reported_revision, seen_at,
      mix.direct, mix.punched, mix.relayed, mix.no_path, newest_rtt AS rtt_micros, newest_network AS network_type
    FROM (
      SELECT * FROM ${NODE_VIEW}
      WHERE ${where(of.filter)} AND ${after(of.filter.sort, of.cursor)} AND ${among(of.ids)}
      ORDER BY ${order(of.filter.sort)} LIMIT ${of.limit}
    ) view
    CROSS JOIN LATERAL (
      SELECT
        count(*) FILTER (WHERE ${ROUTE_CONDITIONS.direct})::int AS direct,
        count(*) FILTER (WHERE ${ROUTE_CONDITIONS.punched})::int AS punched,
        count(*) FILTER (WHERE ${ROUTE_CONDITIONS.relayed})::int AS relayed,
        count(*) FILTER (WHERE ${ROUTE_CONDITIONS.none})::int AS no_path
      FROM tunnels t WHERE t.node_id = view.id
    ) mix
    ORDER BY ${order(of.filter.sort)}`;
}

/** The ids of at most `limit` nodes of the filter, in no order. */
export async function matchingNodeIds(
  prisma: PrismaClient,
  of: { filter: NodeFilter; limit: number },
): Promise<string[]> {
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    SELECT view.id FROM ${NODE_VIEW} WHERE ${where(of.filter)} LIMIT ${of.limit}`;
  return rows.map(({ id }) => id);
}

/** How many nodes there are of each state and configuration, of those that the filter's other parts let through. */
export async function countByStates(
  prisma: PrismaClient,
  filter: NodeFilter,
): Promise<{ state: NodeState; config: ConfigSyncState; count: number }[]> {
  return prisma.$queryRaw`
    SELECT state, config, count(*)::int AS count FROM ${NODE_VIEW}
    WHERE ${where({ ...filter, states: [], configs: [] })} GROUP BY state, config`;
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
  if (filter.platforms.length > 0)
    conditions.push(Prisma.sql`platform IN (${Prisma.join(filter.platforms)})`);
  if (filter.rttAbove !== null) conditions.push(Prisma.sql`newest_rtt > ${micros(filter.rttAbove)}`);
  if (filter.rttBelow !== null) conditions.push(Prisma.sql`newest_rtt < ${micros(filter.rttBelow)}`);
  if (filter.routes.length > 0) {
    conditions.push(
      Prisma.sql`EXISTS (SELECT 1 FROM tunnels t WHERE t.node_id = view.id AND (${Prisma.join(
        filter.routes.map((route) => ROUTE_CONDITIONS[route]),
        ' OR ',
      )}))`,
    );
  }
  return Prisma.join(conditions, ' AND ');
}

function among(ids: readonly string[] | undefined): Prisma.Sql {
  if (ids === undefined) return Prisma.sql`true`;
  return Prisma.sql`view.id = ANY (${[...ids]})`;
}

const micros = (ms: number) => Math.round(ms * 1_000);

const SEEN = Prisma.sql`coalesce(view.seen_at, '-infinity')`;

/** An unknown round trip comes last in both orders. */
const RTT_RISING = Prisma.sql`coalesce(view.newest_rtt, 2147483647)`;
const RTT_FALLING = Prisma.sql`coalesce(view.newest_rtt, -1)`;

/** Those never seen are the longest unseen; the id decides between equals. */
function order(sort: NodeFilter['sort']): Prisma.Sql {
  switch (sort) {
    case 'name':
      return Prisma.sql`view.name, view.id`;
    case '-name':
      return Prisma.sql`view.name DESC, view.id DESC`;
    case 'seen':
      return Prisma.sql`${SEEN} DESC, view.id DESC`;
    case '-seen':
      return Prisma.sql`${SEEN}, view.id`;
    case 'rtt':
      return Prisma.sql`${RTT_RISING}, view.id`;
    case '-rtt':
      return Prisma.sql`${RTT_FALLING} DESC, view.id DESC`;
  }
}

function after(sort: NodeFilter['sort'], cursor: Cursor | undefined): Prisma.Sql {
  if (cursor === undefined) return Prisma.sql`true`;
  const seen = Prisma.sql`(coalesce(${cursor.key}::timestamptz, '-infinity'), ${cursor.id})`;
  switch (sort) {
    case 'name':
      return Prisma.sql`(view.name, view.id) > (${cursor.key ?? ''}, ${cursor.id})`;
    case '-name':
      return Prisma.sql`(view.name, view.id) < (${cursor.key ?? ''}, ${cursor.id})`;
    case 'seen':
      return Prisma.sql`(${SEEN}, view.id) < ${seen}`;
    case '-seen':
      return Prisma.sql`(${SEEN}, view.id) > ${seen}`;
    case 'rtt':
      return Prisma.sql`(${RTT_RISING}, view.id) > (coalesce(${cursor.key}::int, 2147483647), ${cursor.id})`;
    case '-rtt':
      return Prisma.sql`(${RTT_FALLING}, view.id) < (coalesce(${cursor.key}::int, -1), ${cursor.id})`;
  }
}
