import { z } from 'zod';
import { authedProcedure } from '../../../trpc/init.ts';
import { plainText } from '../../../trpc/plain-text.ts';
import { nodesOfKey } from '../../nodes/detail/node-repository.ts';

const SHOWN = 8;

/** The newest nodes that a key admitted. */
export const admittedNodesProcedure = authedProcedure
  .input(z.strictObject({ keyId: plainText(64).min(1) }))
  .query(async ({ ctx, input }) => {
    const rows = await nodesOfKey(ctx.prisma, { keyId: input.keyId, limit: SHOWN });
    return {
      now: ctx.now.getTime(),
      nodes: rows.map((row) => ({
        id: row.id,
        name: row.name,
        state: row.state,
        config: row.config,
        enrolledAt: row.enrolled_at.getTime(),
      })),
    };
  });
