import type { ApprovalState, Prisma } from '@ntmobile/prisma';

const subjectSelect = {
  id: true,
  lastName: true,
  approval: true,
  suspendedAt: true,
} satisfies Prisma.NodeSelect;

/** What the audit says of a node before it was changed. */
export type NodeSubject = Prisma.NodeGetPayload<{ select: typeof subjectSelect }>;

/** A node that is not deleted, locked until the transaction ends so that "before" is true. */
export async function lockNode(tx: Prisma.TransactionClient, id: string): Promise<NodeSubject | null> {
  await tx.$queryRaw`SELECT id FROM nodes WHERE id = ${id} FOR UPDATE`;
  return tx.node.findFirst({ where: { id, deletedAt: null }, select: subjectSelect });
}

/** Lets a node in or refuses it; whoever calls holds its row. */
export async function setApproval(
  tx: Prisma.TransactionClient,
  id: string,
  approval: ApprovalState,
): Promise<void> {
  await tx.node.update({ where: { id }, data: { approval }, select: { id: true } });
}

/** Suspends a node at an instant, or with null lets it back. */
export async function setSuspended(tx: Prisma.TransactionClient, id: string, at: Date | null): Promise<void> {
  await tx.node.update({ where: { id }, data: { suspendedAt: at }, select: { id: true } });
}

/**
 * Suspends the nodes that came in by a key, as far as they are not. Whoever calls revoked the key before, so that a node
 * that is being admitted is among them.
 */
export function suspendNodesOfKey(
  tx: Prisma.TransactionClient,
  of: { keyId: string; at: Date },
): Promise<{ id: string; name: string }[]> {
  // In the order of ids, so that two who do this wait for each other instead of for ever. Rows that only refer to a node,
  // as a push and telemetry write them, wait for none of it.
  return tx.$queryRaw`
    UPDATE nodes SET suspended_at = ${of.at} WHERE id IN (
      SELECT id FROM nodes WHERE enrolment_key_id = ${of.keyId} AND deleted_at IS NULL AND suspended_at IS NULL
      ORDER BY id FOR NO KEY UPDATE)
    RETURNING id, last_name AS name`;
}

/** Frees the addresses of a node, and after 24 h its name, and makes its broker password worthless. Its history stays. */
export async function deleteNode(tx: Prisma.TransactionClient, id: string, at: Date): Promise<void> {
  await tx.node.update({
    where: { id },
    data: {
      deletedAt: at,
      name: null,
      virtualIpv4: null,
      virtualIpv6: null,
      brokerEpoch: { increment: 1 },
    },
    select: { id: true },
  });
}
