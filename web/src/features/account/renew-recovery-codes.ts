import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { findSecondFactor, replaceRecoveryCodes } from '../../auth/second-factor/second-factor-repository.ts';
import { audited } from '../../trpc/audited.ts';
import { authedProcedure } from '../../trpc/init.ts';
import { codeInput, passwordInput } from './proof-input.ts';
import { proveAgain } from './prove-again.ts';

/** Ten new recovery codes in place of those that are left; in this answer and nowhere else. */
export const renewRecoveryCodesProcedure = authedProcedure
  .input(z.strictObject({ password: passwordInput, code: codeInput }))
  .mutation(async ({ ctx, input }) => {
    await proveAgain(ctx, input);
    return audited(ctx, async (tx) => {
      if ((await findSecondFactor(tx, ctx.user.id)) === undefined) {
        throw new TRPCError({ code: 'NOT_FOUND', message: 'You have no second factor.' });
      }
      return {
        value: { recoveryCodes: await replaceRecoveryCodes(tx, ctx.user.id) },
        audit: { action: 'recovery_codes.renewed', subject: { kind: 'user', id: ctx.user.id } },
      };
    });
  });
