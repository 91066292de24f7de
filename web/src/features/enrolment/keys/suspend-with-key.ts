import type { Prisma } from '@ntmobile/prisma';
import { notifyEach } from '../../../notifications/channels.ts';
import type { AuditedChange } from '../../../trpc/audited.ts';
import { suspendNodesOfKey } from '../../nodes/change/change-repository.ts';

/**
 * Suspends the nodes that came in by a key which is revoked, and tells the coordinator. What the audit says of each is
 * returned, beside what it says of the key.
 */
export async function suspendWithKey(
  tx: Prisma.TransactionClient,
  of: { keyId: string; at: Date },
): Promise<readonly AuditedChange[]> {
  const suspended = await suspendNodesOfKey(tx, of);
  await notifyEach(
    tx,
    'node',
    suspended.map((node) => node.id),
  );
  return suspended.map((node) => ({
    action: 'node.suspended',
    subject: { kind: 'node', id: node.id },
    before: { name: node.name, suspended: false },
    after: { name: node.name, suspended: true, withKey: of.keyId },
  }));
}
