import { ADVISORY_LOCKS, type ApprovalState, type Prisma } from '@ntmobile/prisma';

const keySelect = {
  id: true,
  label: true,
  reusable: true,
  secretHash: true,
  useLimit: true,
  useCount: true,
  approvalRequired: true,
  demo: true,
  expiresAt: true,
  revokedAt: true,
} satisfies Prisma.EnrolmentKeySelect;

/** An enrolment key with what decides whether it admits. */
export type AdmissionKey = Prisma.EnrolmentKeyGetPayload<{ select: typeof keySelect }>;

const nodeSelect = {
  id: true,
  lastName: true,
  approval: true,
  brokerEpoch: true,
  enrolmentKeyId: true,
  agent: true,
  platform: true,
} satisfies Prisma.NodeSelect;

/** A node as the answer to its enrolment needs it. */
export type AdmittedNode = Prisma.NodeGetPayload<{ select: typeof nodeSelect }>;

type Bytes = Uint8Array<ArrayBuffer>;

/** Waits until no other transaction gives addresses or names; held until this one ends. */
export async function lockAllocations(tx: Prisma.TransactionClient): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${ADVISORY_LOCKS.allocation})`;
}

/** The key of this id, also one that admits nobody any more. */
export function findAdmissionKey(tx: Prisma.TransactionClient, id: string): Promise<AdmissionKey | null> {
  return tx.enrolmentKey.findUnique({ where: { id }, select: keySelect });
}

/**
 * Keeps the stamp of a device when it is above the last one; false, and nothing changed, when it is not. Requests of
 * one device wait for each other here.
 */
export async function raiseStamp(
  tx: Prisma.TransactionClient,
  of: { staticKey: Bytes; stamp: Bytes; now: Date },
): Promise<boolean> {
  const raised = await tx.$executeRaw`
    INSERT INTO enrolment_stamps (static_key, stamp, updated_at) VALUES (${of.staticKey}, ${of.stamp}, ${of.now})
    ON CONFLICT (static_key) DO UPDATE SET stamp = excluded.stamp, updated_at = excluded.updated_at
    WHERE enrolment_stamps.stamp < excluded.stamp`;
  return raised === 1;
}

/** Counts one use of a key that may still be used; false, and nothing counted, when it may not. */
export async function countUse(tx: Prisma.TransactionClient, id: string, now: Date): Promise<boolean> {
  const counted = await tx.$executeRaw`
    UPDATE enrolment_keys SET use_count = use_count + 1
    WHERE id = ${id} AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ${now})
      AND (use_limit IS NULL OR use_count < use_limit)`;
  return counted === 1;
}

/** The node of a device that is not deleted. */
export function findLiveNode(tx: Prisma.TransactionClient, staticKey: Bytes): Promise<AdmittedNode | null> {
  return tx.node.findFirst({ where: { staticKey, deletedAt: null }, select: nodeSelect });
}

/** Whether a key admitted this device before and its node was deleted since. */
export async function wasDeleted(
  tx: Prisma.TransactionClient,
  of: { staticKey: Bytes; keyId: string },
): Promise<boolean> {
  const { staticKey, keyId } = of;
  const deleted = await tx.node.findFirst({
    where: { staticKey, enrolmentKeyId: keyId, deletedAt: { not: null } },
    select: { id: true },
  });
  return deleted !== null;
}

/** What a new node is made of. */
export interface NewNode {
  readonly id: string;
  readonly name: string;
  readonly staticKey: Bytes;
  readonly virtualIpv4: string;
  readonly virtualIpv6: string;
  readonly agent: string;
  readonly platform: string;
  readonly demo: boolean;
  readonly approval: ApprovalState;
  readonly enrolmentKeyId: string;
  readonly enrolledAt: Date;
}

/** Makes a node; its name stays its last one when it is deleted. */
export function insertNode(tx: Prisma.TransactionClient, node: NewNode): Promise<AdmittedNode> {
  return tx.node.create({ data: { ...node, lastName: node.name }, select: nodeSelect });
}

/** What a node that comes again says of itself, and the key that it came with. */
export function updateNode(
  tx: Prisma.TransactionClient,
  id: string,
  change: { agent: string; platform: string; enrolmentKeyId: string; approval: ApprovalState },
): Promise<AdmittedNode> {
  return tx.node.update({ where: { id }, data: change, select: nodeSelect });
}
