import { router } from '../../trpc/init.ts';
import { createFirstAdminProcedure } from './create-first-admin.ts';

export const setupRouter = router({ createFirstAdmin: createFirstAdminProcedure });
