import { authedProcedure } from '../../../trpc/init.ts';
import { MAX_NAMED_NODES } from './list-filter.ts';
import { nodeFilterInput } from './list-filter-input.ts';
import { matchingNodeIds } from './node-list-repository.ts';

/** The nodes of a filter, of which a selection is made that stays what it is: null where more match than can be named. */
export const matchingIdsProcedure = authedProcedure.input(nodeFilterInput).query(async ({ ctx, input }) => {
  const ids = await matchingNodeIds(ctx.prisma, { filter: input, limit: MAX_NAMED_NODES + 1 });
  return { ids: ids.length > MAX_NAMED_NODES ? null : ids };
});
