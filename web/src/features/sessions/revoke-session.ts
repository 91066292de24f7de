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
      const session = await revokeOwnSession(tx, { jti: input.id, userId: ctx.user.id, at: ctx.now });
      if (session === undefined) {
        throw new TRPCError({ code: 'NOT_FOUND', message: 'You have no such session.' });
      }
      const facts = {
        startedAt: session.createdAt.toISOString(),
        lastSeenAt: session.lastSeenAt.toISOString(),
        address: session.address,
        userAgent: session.userAgent,
      };
      return {
        value: { id: input.id },
        audit: {
          action: 'session.revoked',
          subject: { kind: 'session', id: input.id },
          before: { ...facts, endedAt: null },
          after: { ...facts, endedAt: ctx.now.toISOString() },
        },
      };
    }),
  );
