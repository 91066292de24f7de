import { router } from '../../trpc/init.ts';
import { listSessionsProcedure } from './list-sessions.ts';
import { revokeOthersProcedure } from './revoke-others.ts';
import { revokeSessionProcedure } from './revoke-session.ts';

export const sessionsRouter = router({
  list: listSessionsProcedure,
  revoke: revokeSessionProcedure,
  revokeOthers: revokeOthersProcedure,
});
