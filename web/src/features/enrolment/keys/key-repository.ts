import type { Prisma, PrismaClient } from '@ntmobile/prisma';
import { NODE_VIEW } from '../../nodes/node-view-sql.ts';

const listSelect = {
  id: true,
  label: true,
  reusable: true,
  useLimit: true,
  useCount: true,
  approvalRequired: true,
  createdAt: true,
  createdBy: true,
  expiresAt: true,
  revokedAt: true,
  demo: true,
} satisfies Prisma.EnrolmentKeySelect;

/** A key as the list shows it; its secret is not known to anybody. */
export type EnrolmentKeyRow = Prisma.EnrolmentKeyGetPayload<{ select: typeof listSelect }>;

/** The newest keys first. */
export function listEnrolmentKeys(prisma: PrismaClient, limit: number): Promise<EnrolmentKeyRow[]> {
  return prisma.enrolmentKey.findMany({
    select: listSelect,
    orderBy: { createdAt: 'desc' },
    take: limit,
  });
}

/** How many nodes wait for approval, as the list of nodes counts them. */
export async function countWaitingNodes(prisma: PrismaClient): Promise<number> {
  // Who waits may be suspended, which the state says; the approval spares all others the view's dearer parts.
  const rows = await prisma.$queryRaw<{ waiting: number }[]>`
    SELECT count(*)::int AS waiting FROM ${NODE_VIEW} WHERE approval = 'pending' AND state = 'pending'`;
  return rows[0]?.waiting ?? 0;
}

/** How many nodes came in by each key that are neither suspended nor deleted; keys without any are left out. */
export async function countActiveNodes(
  prisma: PrismaClient,
  keyIds: readonly string[],
): Promise<Map<string, number>> {
  const groups = await prisma.node.groupBy({
    by: ['enrolmentKeyId'],
    where: { enrolmentKeyId: { in: [...keyIds] }, deletedAt: null, suspendedAt: null },
    _count: { id: true },
  });
  return new Map(groups.map((group) => [group.enrolmentKeyId ?? '', group._count.id]));
}

/** Names of users by id, for "made by". */
export async function usernames(prisma: PrismaClient, ids: readonly string[]): Promise<Map<string, string>> {
  const users = await prisma.user.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, username: true },
  });
  return new Map(users.map((user) => [user.id, user.username]));
}

/** What a new key is made of. */
export interface NewEnrolmentKey {
  readonly id: string;
  readonly secretHash: Uint8Array<ArrayBuffer>;
  readonly label: string;
  readonly reusable: boolean;
  readonly useLimit: number | null;
  readonly approvalRequired: boolean;
  readonly expiresAt: Date | null;
  readonly createdBy: string;
  readonly createdAt: Date;
}

/** Keeps a new key, of its secret the hash only. */
export async function insertEnrolmentKey(tx: Prisma.TransactionClient, key: NewEnrolmentKey): Promise<void> {
  await tx.enrolmentKey.create({ data: key, select: { id: true } });
}

/** Revokes a key that was not; what the audit says of it, or undefined when there is no such key. */
export async function revokeEnrolmentKey(
  tx: Prisma.TransactionClient,
  of: { id: string; at: Date },
): Promise<{ label: string; useCount: number } | undefined> {
  const changed = await tx.enrolmentKey.updateMany({
    where: { id: of.id, revokedAt: null },
    data: { revokedAt: of.at },
  });
  if (changed.count === 0) return undefined;
  return tx.enrolmentKey.findUniqueOrThrow({ where: { id: of.id }, select: { label: true, useCount: true } });
}

/** What the audit says of a key that is revoked; null when there is none. */
export function findRevokedKey(
  tx: Prisma.TransactionClient,
  id: string,
): Promise<{ label: string; useCount: number } | null> {
  return tx.enrolmentKey.findFirst({
    where: { id, revokedAt: { not: null } },
    select: { label: true, useCount: true },
  });
}
