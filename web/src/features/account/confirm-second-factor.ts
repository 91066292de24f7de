import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { openSecret } from '../../auth/second-factor/sealed-secret.ts';
import { secondFactorKey } from '../../auth/second-factor/second-factor-key.ts';
import {
  confirmSecret,
  findSealedSecret,
  replaceRecoveryCodes,
} from '../../auth/second-factor/second-factor-repository.ts';
import { stepOfCode } from '../../auth/second-factor/time-code.ts';
import { endSessionsOf, lockUser } from '../../auth/session-repository.ts';
import { audited } from '../../trpc/audited.ts';
import { authedProcedure } from '../../trpc/init.ts';
import { codeInput } from './proof-input.ts';

/**
 * Turns the second factor on by the first code of its app. Sessions that were opened without it end, but for this one.
 * The recovery codes are in this answer and nowhere else.
 */
export const confirmSecondFactorProcedure = authedProcedure
  .input(z.strictObject({ code: codeInput }))
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
      // Sign-ins without it wait for this, and are refused then.
      await lockUser(tx, user.id);
      const sealedSecret = new Uint8Array(sealed);
      if (!(await confirmSecret(tx, { userId: user.id, sealedSecret, step, now }))) {
        throw new TRPCError({ code: 'CONFLICT', message: 'You have a second factor already.' });
      }
      await endSessionsOf(tx, { userId: user.id, exceptId: user.sessionId, now });
      return {
        value: { recoveryCodes: await replaceRecoveryCodes(tx, user.id) },
        audit: { action: 'second_factor.added', subject: { kind: 'user', id: user.id } },
      };
    });
  });
