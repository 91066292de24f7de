import { z } from 'zod';
import { authedProcedure } from '../../../trpc/init.ts';
import { nodeIdInput } from '../node-id-input.ts';
import { MAX_READ_ROWS } from './list-filter.ts';
import { nodeFilterInput } from './list-filter-input.ts';
import { listItems } from './list-nodes.ts';
import { listNodes } from './node-list-repository.ts';

/** The present values of the rows that somebody sees; of those that do not match the filter any more, none. */
export const listRowsProcedure = authedProcedure
  .input(nodeFilterInput.extend({ ids: z.array(nodeIdInput).max(MAX_READ_ROWS) }))
  .query(async ({ ctx, input: { ids, ...filter } }) => {
    const rows = await listNodes(ctx.prisma, { filter, cursor: undefined, limit: MAX_READ_ROWS, ids });
    return { now: ctx.now.getTime(), items: await listItems(ctx, rows) };
  });
