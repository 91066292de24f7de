import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { authedProcedure } from '../../../trpc/init.ts';
import { boardRows } from './board-rows.ts';
import { followedPushes } from './followed-pushes.ts';
import { pushIdInput } from './push-id-input.ts';

/** Place of the first row that is shown, from 0. */
const fromInput = z.int().min(0).max(1_000_000_000).default(0);

/**
 * The result of a push: counts of all nodes, their cells, and of both tables the rows that are shown; those that need a
 * look are a table of their own. A push is named by the instant at which it was made.
 */
export const getBoardProcedure = authedProcedure
  .input(z.strictObject({ pushId: pushIdInput, lookFrom: fromInput, othersFrom: fromInput }))
  .query(async ({ ctx, input }) => {
    const { pushId, lookFrom, othersFrom } = input;
    const results = await followedPushes().results(ctx.prisma, pushId);
    const { nodes, counts, waitingOffline, cells, look, others } = results;
    if (nodes.length === 0) throw new TRPCError({ code: 'NOT_FOUND', message: 'There is no such push.' });
    return {
      now: ctx.now.getTime(),
      pushId,
      total: nodes.length,
      counts,
      waitingOffline,
      cells,
      look: boardRows(look, lookFrom),
      others: boardRows(others, othersFrom),
    };
  });
