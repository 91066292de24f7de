import { TRPCError } from '@trpc/server';
import { factorFacts } from '../../auth/second-factor/factor-facts.ts';
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
    const had = await findFactors(tx, ctx.user.id);
    if (!hasFactor(had)) {
      throw new TRPCError({ code: 'NOT_FOUND', message: 'You have no second factor.' });
    }
    const recoveryCodes = await replaceRecoveryCodes(tx, ctx.user.id);
    return {
      value: { recoveryCodes },
      audit: {
        action: 'recovery_codes.renewed',
        subject: { kind: 'user', id: ctx.user.id },
        before: factorFacts(had),
        after: { ...factorFacts({ ...had, codesLeft: recoveryCodes.length }), replaced: had.codesLeft },
      },
    };
  }),
);
