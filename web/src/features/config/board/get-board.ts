import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { authedProcedure } from '../../../trpc/init.ts';
import { boardRows } from './board-repository.ts';
import { pushState } from './push-state.ts';

/** The result of a push, node by node. A push is named by the instant at which it was made. */
export const getBoardProcedure = authedProcedure
  .input(z.strictObject({ pushId: z.int().min(0).max(8_640_000_000_000_000) }))
  .query(async ({ ctx, input }) => {
    const rows = await boardRows(ctx.prisma, new Date(input.pushId));
    if (rows.length === 0) throw new TRPCError({ code: 'NOT_FOUND', message: 'There is no such push.' });
    return {
      now: ctx.now.getTime(),
      pushId: input.pushId,
      nodes: rows.map((row) => ({
        nodeId: row.node_id,
        name: row.name,
        revision: row.revision,
        online: row.online,
        error: row.error,
        reportedAt: row.reported_at?.getTime() ?? null,
        state: pushState({
          revision: row.revision,
          desiredRevision: row.desired_revision,
          publishedAt: row.published_at,
          reported: row.reported,
        }),
      })),
    };
  });
