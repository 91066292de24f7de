import { router } from '../../trpc/init.ts';
import { listSessionsProcedure } from './list-sessions.ts';
import { revokeSessionProcedure } from './revoke-session.ts';

export const sessionsRouter = router({ list: listSessionsProcedure, revoke: revokeSessionProcedure });
