import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { removeSecondFactor } from '../../auth/second-factor/second-factor-repository.ts';
import { audited } from '../../trpc/audited.ts';
import { authedProcedure } from '../../trpc/init.ts';
import { codeInput, passwordInput } from './proof-input.ts';
import { proveAgain } from './prove-again.ts';

/** Takes the caller's second factor away; it takes the password and a code. */
export const removeSecondFactorProcedure = authedProcedure
  .input(z.strictObject({ password: passwordInput, code: codeInput }))
  .mutation(async ({ ctx, input }) => {
    await proveAgain(ctx, input);
    await audited(ctx, async (tx) => {
      if (!(await removeSecondFactor(tx, ctx.user.id))) {
        throw new TRPCError({ code: 'NOT_FOUND', message: 'You have no second factor.' });
      }
      return {
        value: undefined,
        audit: { action: 'second_factor.removed', subject: { kind: 'user', id: ctx.user.id } },
      };
    });
  });
