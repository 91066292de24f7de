import type { Prisma } from '@ntmobile/prisma';
import { TRPCError } from '@trpc/server';
import { notify } from '../../../notifications/channels.ts';
import { type AuditedChange, audited } from '../../../trpc/audited.ts';
import type { PersonContext } from '../../../trpc/context.ts';
import { lockNode, type NodeSubject } from './change-repository.ts';

/** A change of one node: what is done, and what the audit keeps of it. */
export interface NodeChange {
  readonly action: string;
  apply(tx: Prisma.TransactionClient, node: NodeSubject): Promise<Pick<AuditedChange, 'before' | 'after'>>;
}

/** Changes a node, writes the audit and tells the coordinator, all or nothing. */
export function changeNode(
  ctx: PersonContext,
  nodeId: string,
  change: NodeChange,
): Promise<{ nodeId: string }> {
  return audited(ctx, async (tx) => {
    const node = await lockNode(tx, nodeId);
    if (node === null) throw new TRPCError({ code: 'NOT_FOUND', message: 'There is no such node.' });
    const { before, after } = await change.apply(tx, node);
    await notify(tx, 'node', nodeId);
    return {
      value: { nodeId },
      audit: {
        action: change.action,
        subject: { kind: 'node', id: nodeId },
        ...(before !== undefined && { before }),
        ...(after !== undefined && { after }),
      },
    };
  });
}
