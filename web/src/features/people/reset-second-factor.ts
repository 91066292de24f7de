import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { factorFacts } from '../../auth/second-factor/factor-facts.ts';
import { findFactors, removeFactors } from '../../auth/second-factor/second-factor-repository.ts';
import { endSessionsOf } from '../../auth/session-repository.ts';
import { audited } from '../../trpc/audited.ts';
import { provedAdminProcedure } from '../../trpc/init.ts';
import { lockOtherPerson } from './people-repository.ts';

/** Takes the second factors from somebody else who lost them. Their sessions end, in case somebody found it. */
export const resetSecondFactorProcedure = provedAdminProcedure
  .input(z.strictObject({ id: z.uuid() }))
  .mutation(({ ctx, input }) =>
    audited(ctx, async (tx) => {
      const { username } = await lockOtherPerson(tx, ctx.user.id, input.id);
      const before = factorFacts(await findFactors(tx, input.id));
      if (!(await removeFactors(tx, input.id))) {
        throw new TRPCError({ code: 'NOT_FOUND', message: `${username} has no second factor.` });
      }
      const sessionsEnded = await endSessionsOf(tx, { userId: input.id, now: ctx.now });
      const after = factorFacts(await findFactors(tx, input.id));
      return {
        value: { username },
        audit: {
          action: 'second_factor.reset',
          subject: { kind: 'user', id: input.id },
          before: { username, ...before },
          after: { username, ...after, sessionsEnded },
        },
      };
    }),
  );
