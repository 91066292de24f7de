import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { authedProcedure } from '../../../trpc/init.ts';
import { nodeIdInput } from '../node-id-input.ts';
import {
  type EventRow,
  findLease,
  findNodeView,
  type LeaseRow,
  listEvents,
  listTunnels,
  type NodeViewRow,
  type TunnelRow,
} from './node-repository.ts';

const EVENTS_SHOWN = 12;

/** One node as its page shows it. */
export const getNodeProcedure = authedProcedure
  .input(z.strictObject({ nodeId: nodeIdInput }))
  .query(async ({ ctx, input }) => {
    const [row, tunnels, lease, events] = await Promise.all([
      findNodeView(ctx.prisma, input.nodeId),
      listTunnels(ctx.prisma, input.nodeId),
      findLease(ctx.prisma, input.nodeId),
      listEvents(ctx.prisma, { nodeId: input.nodeId, limit: EVENTS_SHOWN }),
    ]);
    if (row === undefined) throw new TRPCError({ code: 'NOT_FOUND', message: 'There is no such node.' });
    return {
      now: ctx.now.getTime(),
      ...nodeFacts(row),
      config: configFacts(row),
      lease: lease && leaseFacts(lease, ctx.now),
      tunnels: tunnels.map(tunnelFacts),
      events: events.map(eventFacts),
    };
  });

const time = (at: Date | null) => at?.getTime() ?? null;

function nodeFacts(row: NodeViewRow) {
  return {
    id: row.id,
    name: row.name,
    state: row.state,
    approval: row.approval,
    suspended: row.suspended_at !== null,
    ipv4: row.ipv4,
    ipv6: row.ipv6,
    platform: row.platform,
    agent: row.agent,
    demo: row.demo,
    enrolledAt: row.enrolled_at.getTime(),
    seenAt: time(row.seen_at),
  };
}

function configFacts(row: NodeViewRow) {
  return {
    state: row.config,
    status: row.config_status,
    error: row.config_error,
    desiredRevision: row.desired_revision,
    reportedRevision: row.reported_revision,
    desiredAt: time(row.desired_at),
    publishedAt: time(row.published_at),
    reportedAt: time(row.reported_at),
    appliedAt: time(row.applied_at),
  };
}

function leaseFacts(row: LeaseRow, now: Date) {
  return {
    endpoint: row.endpoint,
    registeredAt: row.registeredAt.getTime(),
    live: row.expiresAt > now,
  };
}

function tunnelFacts(row: TunnelRow) {
  return {
    peerId: row.peerId,
    peerName: row.peer.lastName,
    state: row.state,
    route: row.route,
    reason: row.reason,
    endpoint: row.endpoint,
    rttMicros: row.rttMicros,
    pathMtu: row.pathMtu,
    sentBytes: Number(row.sentBytes),
    receivedBytes: Number(row.receivedBytes),
    since: row.since.getTime(),
    at: row.at.getTime(),
  };
}

/** An event with its words. */
export function eventFacts(row: EventRow) {
  const detail = row.detail as { text?: unknown } | null;
  return {
    id: String(row.id),
    at: row.at.getTime(),
    kind: row.kind,
    text: typeof detail?.text === 'string' ? detail.text : '',
  };
}
