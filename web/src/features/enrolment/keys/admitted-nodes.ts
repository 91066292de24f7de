import { z } from 'zod';
import { authedProcedure } from '../../../trpc/init.ts';
import { nodesOfKey } from '../../nodes/detail/node-repository.ts';

const SHOWN = 8;

/** The newest nodes that a key admitted. */
export const admittedNodesProcedure = authedProcedure
  .input(z.object({ keyId: z.string().min(1).max(64) }))
  .query(async ({ ctx, input }) => {
    const rows = await nodesOfKey(ctx.prisma, { keyId: input.keyId, limit: SHOWN });
    return {
      now: ctx.now.getTime(),
      nodes: rows.map((row) => ({
        id: row.id,
        name: row.name,
        state: row.state,
        enrolledAt: row.enrolled_at.getTime(),
      })),
    };
  });
