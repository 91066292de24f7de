import type { PrismaClient } from '@ntmobile/prisma';
import { authedProcedure } from '../../../trpc/init.ts';
import type { ConfigSyncState } from '../../../ui/shapes/config-badge.tsx';
import type { NodeState } from '../../../ui/shapes/node-shape.tsx';
import { NO_FILTER } from '../../nodes/list/list-filter.ts';
import { countByStates } from '../../nodes/list/node-list-repository.ts';
import { serverHealth } from '../../realm/server-health.ts';
import { SharedAnswer } from '../shared-answer.ts';
import {
  countLiveLeases,
  type LookRow,
  livePushes,
  nodesToLookAt,
  type PushProgress,
  routeShares,
} from './overview-repository.ts';

const WORST_SHOWN = 8;
const PUSHES_SHOWN = 3;

/** A summary older than this is not shown while a new one is being made. */
const STALE_MS = 15_000;

/** How the fleet is: counts, routes, the worst nodes, pushes and servers. Times in milliseconds since 1970. */
export async function readOverview(prisma: PrismaClient, now: Date) {
  const [counts, routes, look, pushes, server, registered] = await Promise.all([
    countByStates(prisma, NO_FILTER),
    routeShares(prisma),
    nodesToLookAt(prisma, WORST_SHOWN),
    livePushes(prisma, PUSHES_SHOWN),
    serverHealth(prisma, now),
    countLiveLeases(prisma, now),
  ]);
  return {
    now: now.getTime(),
    ...sums(counts),
    routes,
    look: { counts: look.counts, nodes: look.rows.map(lookFacts) },
    pushes: pushes.map(pushFacts),
    server,
    registered,
  };
}

const answers = new WeakMap<PrismaClient, SharedAnswer<Awaited<ReturnType<typeof readOverview>>>>();

/** The same for everybody who has the page open: it is read once for all. */
export const getOverviewProcedure = authedProcedure.query(({ ctx: { prisma } }) => {
  const known = answers.get(prisma);
  const answer = known ?? new SharedAnswer(() => readOverview(prisma, new Date()), STALE_MS);
  if (known === undefined) answers.set(prisma, answer);
  return answer.get();
});

function sums(counts: Awaited<ReturnType<typeof countByStates>>) {
  const byState: Partial<Record<NodeState, number>> = {};
  const byConfig: Partial<Record<ConfigSyncState, number>> = {};
  let total = 0;
  for (const { state, config, count } of counts) {
    byState[state] = (byState[state] ?? 0) + count;
    byConfig[config] = (byConfig[config] ?? 0) + count;
    total += count;
  }
  return { total, byState, byConfig };
}

function lookFacts(row: LookRow) {
  return {
    id: row.id,
    name: row.name,
    state: row.state,
    kind: row.kind,
    seenAt: row.seen_at?.getTime() ?? null,
    peer: row.peer,
    reason: row.reason,
    rttMicros: row.rtt_micros,
    config: { status: row.config_status, error: row.config_error, revision: row.reported_revision },
  };
}

function pushFacts(row: PushProgress) {
  return {
    pushId: row.pushed_at.getTime(),
    by: row.username,
    fleetVersion: row.fleet_version,
    nodes: row.nodes,
    applied: row.applied,
    failed: row.failed,
    rolledBack: row.rolled_back,
  };
}
