import { authedProcedure } from '../../trpc/init.ts';
import { listLiveSessions } from './session-list-repository.ts';

/** Where the caller is signed in. */
export const listSessionsProcedure = authedProcedure.query(async ({ ctx }) => {
  const rows = await listLiveSessions(ctx.prisma, ctx.user.id, ctx.now);
  return {
    now: ctx.now.getTime(),
    sessions: rows.map((row) => ({
      id: row.jti,
      present: row.jti === ctx.user.sessionId,
      createdAt: row.createdAt.getTime(),
      lastSeenAt: row.lastSeenAt.getTime(),
      address: row.address,
      userAgent: row.userAgent,
    })),
  };
});
