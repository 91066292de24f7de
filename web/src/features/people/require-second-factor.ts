import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { audited } from '../../trpc/audited.ts';
import { provedAdminProcedure } from '../../trpc/init.ts';
import { endSessionsWithoutFactor, requireSecondFactor } from './second-factor-rule.ts';

/**
 * Asks everybody who signs in with a password for a second factor, or no more. Sessions of those who have none end;
 * their next sign-in leads them to add one. The admin who asks for it has one, so that somebody can go on.
 */
export const requireSecondFactorProcedure = provedAdminProcedure
  .input(z.strictObject({ required: z.boolean() }))
  .mutation(({ ctx, input }) =>
    audited(ctx, async (tx) => {
      const { required } = input;
      const before = await requireSecondFactor(tx, ctx.user.id, required);
      if (before === undefined) {
        throw new TRPCError({
          code: 'PRECONDITION_FAILED',
          message: 'The realm is not there yet: start the coordinator first.',
        });
      }
      const ended = required ? await endSessionsWithoutFactor(tx, ctx.now) : 0;
      return {
        value: { required, ended },
        audit: {
          action: 'realm.second_factor_rule_changed',
          subject: { kind: 'realm', id: '1' },
          before: { required: before },
          after: { required, ended },
        },
      };
    }),
  );
