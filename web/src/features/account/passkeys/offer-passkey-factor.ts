import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { assertionOptions } from '../../../auth/passkeys/passkey-options.ts';
import { MAX_PASSWORD_LENGTH } from '../../../auth/password-length.ts';
import { forgoProof, provePassword } from '../../../auth/prove-identity.ts';
import { REFUSAL_WORDS } from '../../../auth/sign-in.ts';
import { gatedProcedure, inTurn } from './gated-procedure.ts';

/**
 * What the authenticator of a person who knows a password is to sign beside it. A wrong password is a miss as it is at
 * a sign-in, and told as there.
 */
export const offerPasskeyFactorProcedure = gatedProcedure('password')
  .input(
    z.strictObject({ username: z.string().max(200), password: z.string().min(1).max(MAX_PASSWORD_LENGTH) }),
  )
  .use(inTurn('password'))
  .mutation(async ({ ctx, input }) => {
    const { prisma, address, requestId, now } = ctx;
    const proof = { ...input, code: '', passkey: '', address, requestId };
    const proved = await provePassword(prisma, proof, now);
    if (typeof proved === 'string') {
      throw new TRPCError({ code: 'FORBIDDEN', message: REFUSAL_WORDS[proved] });
    }
    const { id: userId } = await forgoProof(prisma, proved, proved.account);
    return assertionOptions(prisma, { purpose: 'factor', userId, address, now });
  });
