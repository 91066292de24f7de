import { z } from 'zod';
import { authedProcedure } from '../../../trpc/init.ts';
import { plainText } from '../../../trpc/plain-text.ts';
import { sharedCountByStates } from './list-counts.ts';
import { NO_FILTER } from './list-filter.ts';
import { listNodes } from './node-list-repository.ts';

const SHOWN = 6;

/** The first nodes whose name, address or id contains a text, with how many there are. */
export const findNodesProcedure = authedProcedure
  .input(z.strictObject({ search: plainText(100).trim().min(1) }))
  .query(async ({ ctx, input }) => {
    const filter = { ...NO_FILTER, search: input.search };
    const [rows, counts] = await Promise.all([
      listNodes(ctx.prisma, { filter, cursor: undefined, limit: SHOWN }),
      sharedCountByStates(ctx.prisma, filter),
    ]);
    return {
      matching: counts.reduce((sum, { count }) => sum + count, 0),
      nodes: rows.map(({ id, name, state, ipv4, ipv6 }) => ({ id, name, state, address: ipv4 ?? ipv6 })),
    };
  });
