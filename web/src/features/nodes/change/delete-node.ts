import { z } from 'zod';
import { provedAdminProcedure } from '../../../trpc/init.ts';
import { nodeIdInput } from '../node-id-input.ts';
import { changeNode } from './change-node.ts';
import { deleteNode } from './change-repository.ts';

/** Removes a node for good: its addresses are free, its name after 24 h, its keys admit nothing. */
export const deleteNodeProcedure = provedAdminProcedure
  .input(z.strictObject({ nodeId: nodeIdInput }))
  .mutation(({ ctx, input }) =>
    changeNode(ctx, input.nodeId, {
      action: 'node.deleted',
      apply: async (tx, node) => {
        await deleteNode(tx, node.id, ctx.now);
        return { before: { name: node.lastName, approval: node.approval } };
      },
    }),
  );
