import { router } from '../../trpc/init.ts';
import { firstOverviewProcedure, getOverviewProcedure } from './summary/get-overview.ts';
import { fleetTrafficProcedure } from './traffic/fleet-traffic.ts';

export const overviewRouter = router({
  first: firstOverviewProcedure,
  get: getOverviewProcedure,
  traffic: fleetTrafficProcedure,
});
