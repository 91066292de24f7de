import { TRPCError } from '@trpc/server';
import {
  findFactors,
  hasFactor,
  replaceRecoveryCodes,
} from '../../auth/second-factor/second-factor-repository.ts';
import { lockUser } from '../../auth/session-repository.ts';
import { audited } from '../../trpc/audited.ts';
import { provedProcedure } from '../../trpc/init.ts';

/** Ten new recovery codes in place of those that are left; in this answer and nowhere else. */
export const renewRecoveryCodesProcedure = provedProcedure.mutation(({ ctx }) =>
  audited(ctx, async (tx) => {
    // Whoever takes the last factor away waits for this, or this for them: no codes stay without one.
    await lockUser(tx, ctx.user.id);
    if (!hasFactor(await findFactors(tx, ctx.user.id))) {
      throw new TRPCError({ code: 'NOT_FOUND', message: 'You have no second factor.' });
    }
    return {
      value: { recoveryCodes: await replaceRecoveryCodes(tx, ctx.user.id) },
      audit: { action: 'recovery_codes.renewed', subject: { kind: 'user', id: ctx.user.id } },
    };
  }),
);
