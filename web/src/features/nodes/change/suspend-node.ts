import { z } from 'zod';
import { provedOperatorProcedure } from '../../../trpc/init.ts';
import { nodeIdInput } from '../node-id-input.ts';
import { changeNode } from './change-node.ts';
import { setSuspended } from './change-repository.ts';

/** Takes a node's right to be directed away, or gives it back. It keeps its name and addresses. */
export const suspendNodeProcedure = provedOperatorProcedure
  .input(z.strictObject({ nodeId: nodeIdInput, suspended: z.boolean() }))
  .mutation(({ ctx, input }) =>
    changeNode(ctx, input.nodeId, {
      action: input.suspended ? 'node.suspended' : 'node.resumed',
      apply: async (tx, node) => {
        await setSuspended(tx, node.id, input.suspended ? (node.suspendedAt ?? ctx.now) : null);
        return {
          before: { name: node.lastName, suspended: node.suspendedAt !== null },
          after: { name: node.lastName, suspended: input.suspended },
        };
      },
    }),
  );
