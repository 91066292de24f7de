import { router } from '../../trpc/init.ts';
import { getOverviewProcedure } from './summary/get-overview.ts';
import { fleetTrafficProcedure } from './traffic/fleet-traffic.ts';

export const overviewRouter = router({ get: getOverviewProcedure, traffic: fleetTrafficProcedure });
