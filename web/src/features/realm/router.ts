import { router } from '../../trpc/init.ts';
import { serverHealthProcedure } from './server-health.ts';

export const realmRouter = router({ serverHealth: serverHealthProcedure });
