import type { PrismaClient } from '@ntmobile/prisma';
import { authedProcedure } from '../../../trpc/init.ts';
import type { ConfigSyncState } from '../../../ui/shapes/config-badge.tsx';
import type { NodeState } from '../../../ui/shapes/node-shape.tsx';
import { eventFacts } from '../../nodes/detail/get-node.ts';
import { currentRelays } from '../../realm/realm-repository.ts';
import { countRelays } from '../../realm/relays/relay-health.ts';
import { serverHealth } from '../../realm/server-health.ts';
import { SharedAnswer } from '../shared-answer.ts';
import {
  countHandovers,
  countLiveLeases,
  type FleetSummary,
  findFirstEnrolment,
  fleetSummary,
  type LookRow,
  latestEvents,
  livePushes,
  type PushProgress,
} from './overview-repository.ts';

const WORST_SHOWN = 8;
const PUSHES_SHOWN = 3;
const EVENTS_SHOWN = 6;

const BUCKET_MS = 300_000;
const HOUR_MS = 3_600_000;

/** A summary older than this is not shown while a new one is being made. */
const STALE_MS = 15_000;

/** How the fleet is: counts, routes, the worst nodes, pushes and servers. Times in milliseconds since 1970. */
export async function readOverview(prisma: PrismaClient, now: Date) {
  const handoversUntil = Math.floor(now.getTime() / BUCKET_MS) * BUCKET_MS;
  const [summary, firstEnrolledAt, pushes, server, relays, registered, handovers, events] = await Promise.all(
    [
      fleetSummary(prisma, WORST_SHOWN),
      findFirstEnrolment(prisma),
      livePushes(prisma, PUSHES_SHOWN),
      serverHealth(prisma, now),
      currentRelays(prisma, now),
      countLiveLeases(prisma, now),
      countHandovers(prisma, { from: new Date(handoversUntil - HOUR_MS), to: new Date(handoversUntil) }),
      latestEvents(prisma, EVENTS_SHOWN),
    ],
  );
  return {
    now: now.getTime(),
    firstEnrolledAt: firstEnrolledAt?.getTime() ?? null,
    ...sums(summary.counts),
    routes: summary.routes,
    look: { counts: summary.look.counts, nodes: summary.look.rows.map(lookFacts) },
    pushes: pushes.map(pushFacts),
    server,
    relays: countRelays(relays),
    registered,
    /** Of the last hour; null where nobody told anything. */
    handovers: { count: handovers, until: handoversUntil },
    events: events.map((row) => ({
      ...eventFacts(row),
      node: { id: row.nodeId, name: row.node.lastName },
    })),
  };
}

type Overview = Awaited<ReturnType<typeof readOverview>>;
const answers = new WeakMap<PrismaClient, SharedAnswer<Overview>>();

/** The same for everybody who has the page open: it is read once for all. */
function sharedOverview(prisma: PrismaClient): SharedAnswer<Overview> {
  const known = answers.get(prisma);
  if (known !== undefined) return known;
  const answer = new SharedAnswer(() => readOverview(prisma, new Date()), STALE_MS);
  answers.set(prisma, answer);
  return answer;
}

/** What a page shows first, without a wait: `ageMs` old. */
export const firstOverviewProcedure = authedProcedure.query(({ ctx: { prisma } }) =>
  sharedOverview(prisma).atHand(),
);

/** How the fleet is now: it knows of every change that was told before it was asked for. */
export const getOverviewProcedure = authedProcedure.query(({ ctx: { prisma } }) =>
  sharedOverview(prisma).fromNow(),
);

function sums(counts: FleetSummary['counts']) {
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
    seenAt: row.seen_at,
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
    rejected: row.rejected,
    rolledBack: row.rolled_back,
  };
}
