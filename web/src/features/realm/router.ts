import { router } from '../../trpc/init.ts';
import { listCoordinatorsProcedure } from './coordinators/list-coordinators.ts';
import { serverHealthProcedure } from './server-health.ts';

export const realmRouter = router({
  coordinators: listCoordinatorsProcedure,
  serverHealth: serverHealthProcedure,
});
