import { z } from 'zod';
import { operatorProcedure } from '../../../trpc/init.ts';
import { nodeIdInput } from '../node-id-input.ts';
import { changeNode } from './change-node.ts';
import { setApproval } from './change-repository.ts';

/** Admits a node that waits, or turns it away. */
export const approveNodeProcedure = operatorProcedure
  .input(z.strictObject({ nodeId: nodeIdInput, admit: z.boolean() }))
  .mutation(({ ctx, input }) =>
    changeNode(ctx, input.nodeId, {
      action: input.admit ? 'node.approved' : 'node.refused',
      apply: async (tx, node) => {
        const approval = input.admit ? 'approved' : 'refused';
        await setApproval(tx, node.id, approval);
        return {
          before: { name: node.lastName, approval: node.approval },
          after: { name: node.lastName, approval },
        };
      },
    }),
  );
