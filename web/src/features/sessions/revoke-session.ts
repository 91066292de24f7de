import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { audited } from '../../trpc/audited.ts';
import { authedProcedure } from '../../trpc/init.ts';
import { plainText } from '../../trpc/plain-text.ts';
import { revokeOwnSession } from './session-list-repository.ts';

/** Ends one of the caller's own sessions, at its next request or live update. */
export const revokeSessionProcedure = authedProcedure
  .input(z.strictObject({ id: plainText(64).min(1) }))
  .mutation(({ ctx, input }) =>
    audited(ctx, async (tx) => {
      if (!(await revokeOwnSession(tx, { jti: input.id, userId: ctx.user.id, at: ctx.now }))) {
        throw new TRPCError({ code: 'NOT_FOUND', message: 'You have no such session.' });
      }
      return {
        value: { id: input.id },
        audit: { action: 'session.revoked', subject: { kind: 'session', id: input.id } },
      };
    }),
  );
