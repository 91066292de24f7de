import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { authedProcedure } from '../../../trpc/init.ts';
import { followedPushes } from './followed-pushes.ts';
import { pushIdInput } from './push-id-input.ts';

/** Which nodes a cell of a push's board stands for: the first and the last by name, and how many they are. */
export const getBoardCellProcedure = authedProcedure
  .input(z.strictObject({ pushId: pushIdInput, cell: z.int().min(0).max(1_000_000) }))
  .query(async ({ ctx, input }) => {
    const { nodes, cells } = await followedPushes().results(ctx.prisma, input.pushId);
    const from = input.cell * cells.nodesEach;
    const within = nodes.slice(from, from + cells.nodesEach);
    const [first, last] = [within[0], within.at(-1)];
    if (first === undefined || last === undefined) {
      throw new TRPCError({ code: 'NOT_FOUND', message: 'There is no such push, or no such cell of it.' });
    }
    return { first: first.name, last: last.name, count: within.length };
  });
