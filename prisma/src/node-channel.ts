import type { Prisma } from './generated/client.ts';

/** PostgreSQL channel on which a changed node's id is announced; the payload is the id alone. */
export const NODE_CHANNEL = 'ntm_node';

/**
 * Announces that a node was added, changed or deleted, so that coordinators read it again. Call it in the transaction
 * that writes the node: listeners then hear of it when, and only when, the change is committed.
 */
export async function announceNode(transaction: Prisma.TransactionClient, nodeId: string): Promise<void> {
  await transaction.$executeRaw`SELECT pg_notify(${NODE_CHANNEL}, ${nodeId})`;
}
