import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { openSecret } from '../../auth/second-factor/sealed-secret.ts';
import { secondFactorKey } from '../../auth/second-factor/second-factor-key.ts';
import { confirmSecret, findSealedSecret } from '../../auth/second-factor/second-factor-repository.ts';
import { stepOfCode } from '../../auth/second-factor/time-code.ts';
import { audited } from '../../trpc/audited.ts';
import { authedProcedure } from '../../trpc/init.ts';
import { addFactor } from './account-repository.ts';

/**
 * Turns the authenticator app on by its first code. As a first factor it ends the sessions that were opened without
 * it, but for this one, and brings recovery codes, which are in this answer and nowhere else.
 */
export const confirmSecondFactorProcedure = authedProcedure
  .meta({ access: 'viewer', beforeFactor: true })
  .input(z.strictObject({ code: z.string().max(40, 'Too long.') }))
  .mutation(async ({ ctx, input }) => {
    const { now, user } = ctx;
    const sealed = await findSealedSecret(ctx.prisma, user.id);
    if (sealed === undefined) {
      throw new TRPCError({ code: 'NOT_FOUND', message: 'Ask for a secret first, then type its code.' });
    }
    const secret = openSecret(await secondFactorKey(), user.id, sealed);
    const step = stepOfCode(secret, input.code.replace(/\s/g, ''), now);
    if (step === undefined) {
      throw new TRPCError({
        code: 'BAD_REQUEST',
        message: 'This is not the code of now. Check the time of the phone and try the next one.',
      });
    }
    return audited(ctx, async (tx) => {
      const { recoveryCodes, change } = await addFactor(tx, ctx, async () => {
        const sealedSecret = new Uint8Array(sealed);
        if (await confirmSecret(tx, { userId: user.id, sealedSecret, step, now })) return;
        throw new TRPCError({ code: 'CONFLICT', message: 'You have an authenticator app already.' });
      });
      return {
        value: { recoveryCodes },
        audit: { action: 'second_factor.added', subject: { kind: 'user', id: user.id }, ...change },
      };
    });
  });
