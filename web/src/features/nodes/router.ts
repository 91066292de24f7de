import { router } from '../../trpc/init.ts';
import { approveNodeProcedure } from './change/approve-node.ts';
import { deleteNodeProcedure } from './change/delete-node.ts';
import { suspendNodeProcedure } from './change/suspend-node.ts';
import { nodeConfigProcedure } from './config/node-config.ts';
import { getNodeProcedure } from './detail/get-node.ts';
import { nodeEventsProcedure } from './events/node-events.ts';
import { exportNodesProcedure } from './list/export-nodes.ts';
import { findNodesProcedure } from './list/find-nodes.ts';
import { listNodesProcedure } from './list/list-nodes.ts';
import { listRowsProcedure } from './list/list-rows.ts';
import { matchingIdsProcedure } from './list/matching-ids.ts';
import { watchNodesProcedure } from './live/watch-nodes.ts';
import { nodeTrafficProcedure } from './traffic/node-traffic.ts';

export const nodesRouter = router({
  list: listNodesProcedure,
  rows: listRowsProcedure,
  matchingIds: matchingIdsProcedure,
  find: findNodesProcedure,
  export: exportNodesProcedure,
  get: getNodeProcedure,
  config: nodeConfigProcedure,
  events: nodeEventsProcedure,
  traffic: nodeTrafficProcedure,
  approve: approveNodeProcedure,
  suspend: suspendNodeProcedure,
  delete: deleteNodeProcedure,
  watch: watchNodesProcedure,
});
