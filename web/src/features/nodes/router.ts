import { router } from '../../trpc/init.ts';
import { getNodeProcedure } from './detail/get-node.ts';
import { listNodesProcedure } from './list/list-nodes.ts';
import { watchNodesProcedure } from './live/watch-nodes.ts';
import { nodeTrafficProcedure } from './traffic/node-traffic.ts';

export const nodesRouter = router({
  list: listNodesProcedure,
  get: getNodeProcedure,
  traffic: nodeTrafficProcedure,
  watch: watchNodesProcedure,
});
