import type { Prisma, PrismaClient } from '@ntmobile/prisma';
import type { ConfigSyncState } from '../../../ui/shapes/config-badge.tsx';
import type { NodeState } from '../../../ui/shapes/node-shape.tsx';
import { NODE_VIEW } from '../node-view-sql.ts';

/** The node's own row with what is derived from its neighbours. */
export interface NodeViewRow {
  id: string;
  name: string;
  ipv4: string | null;
  ipv6: string | null;
  platform: string;
  agent: string;
  demo: boolean;
  enrolled_at: Date;
  approval: 'approved' | 'pending' | 'refused';
  suspended_at: Date | null;
  seen_at: Date | null;
  state: NodeState;
  config: ConfigSyncState;
  config_status: string | null;
  config_error: string | null;
  desired_revision: number | null;
  reported_revision: number | null;
  desired_at: Date | null;
  published_at: Date | null;
  reported_at: Date | null;
  applied_at: Date | null;
}

/** A node that is not deleted. */
export async function findNodeView(prisma: PrismaClient, nodeId: string): Promise<NodeViewRow | undefined> {
  const rows = await prisma.$queryRaw<NodeViewRow[]>`SELECT * FROM ${NODE_VIEW} WHERE view.id = ${nodeId}`;
  return rows[0];
}

const tunnelSelect = {
  peerId: true,
  state: true,
  route: true,
  reason: true,
  endpoint: true,
  rttMicros: true,
  pathMtu: true,
  sentBytes: true,
  receivedBytes: true,
  since: true,
  at: true,
  peer: { select: { lastName: true } },
} satisfies Prisma.TunnelSelect;
export type TunnelRow = Prisma.TunnelGetPayload<{ select: typeof tunnelSelect }>;

/** The node's tunnels as it last reported them, by the peer's name. */
export function listTunnels(prisma: PrismaClient, nodeId: string): Promise<TunnelRow[]> {
  return prisma.tunnel.findMany({
    where: { nodeId },
    select: tunnelSelect,
    orderBy: [{ peer: { lastName: 'asc' } }, { peerId: 'asc' }],
    take: 500,
  });
}

const eventSelect = { id: true, at: true, kind: true, detail: true } satisfies Prisma.NodeEventSelect;
export type EventRow = Prisma.NodeEventGetPayload<{ select: typeof eventSelect }>;

/** The newest events of a node, older than `before` when it is given; of one instant the last stored first. */
export function listEvents(
  prisma: PrismaClient,
  of: { nodeId: string; limit: number; before?: { at: Date; id: bigint } | undefined },
): Promise<EventRow[]> {
  const { nodeId, before, limit } = of;
  const older = before && [{ at: { lt: before.at } }, { at: before.at, id: { lt: before.id } }];
  return prisma.nodeEvent.findMany({
    where: { nodeId, ...(older !== undefined && { OR: older }) },
    select: eventSelect,
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: limit,
  });
}

const leaseSelect = { endpoint: true, registeredAt: true, expiresAt: true } satisfies Prisma.LeaseSelect;
export type LeaseRow = Prisma.LeaseGetPayload<{ select: typeof leaseSelect }>;

/** The node's registration at the Direction Coordinator. */
export function findLease(prisma: PrismaClient, nodeId: string): Promise<LeaseRow | null> {
  return prisma.lease.findUnique({ where: { nodeId }, select: leaseSelect });
}

/** The newest nodes that an enrolment key admitted. */
export function nodesOfKey(
  prisma: PrismaClient,
  of: { keyId: string; limit: number },
): Promise<Pick<NodeViewRow, 'id' | 'name' | 'state' | 'config' | 'enrolled_at'>[]> {
  return prisma.$queryRaw`
    SELECT view.id, name, state, config, enrolled_at FROM ${NODE_VIEW}
    WHERE view.enrolment_key_id = ${of.keyId} ORDER BY enrolled_at DESC LIMIT ${of.limit}`;
}
