import { endSessionsOf } from '../../auth/session-repository.ts';
import { audited } from '../../trpc/audited.ts';
import { authedProcedure } from '../../trpc/init.ts';

/** Ends every session of the caller but this one. */
export const revokeOthersProcedure = authedProcedure.mutation(({ ctx }) =>
  audited(ctx, async (tx) => {
    const { id, sessionId } = ctx.user;
    const ended = await endSessionsOf(tx, { userId: id, exceptId: sessionId, now: ctx.now });
    return {
      value: { ended },
      audit: {
        action: 'session.others_revoked',
        subject: { kind: 'user', id },
        before: { otherSessions: ended },
        after: { otherSessions: 0 },
      },
    };
  }),
);
