import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { MAX_PASSWORD_LENGTH } from '../../../auth/password-length.ts';
import { proveAgain } from '../../../auth/prove-again.ts';
import { authedProcedure } from '../../../trpc/init.ts';
import { passkeyAnswerInput } from '../passkeys/passkey-input.ts';

/** The caller proves themselves again: what asks for a fresh proof is open for ten minutes then. */
export const proveAgainProcedure = authedProcedure
  .meta({ access: 'viewer', beforeFactor: true })
  .input(
    z.strictObject({
      password: z.string().max(MAX_PASSWORD_LENGTH, 'Too long.').default(''),
      code: z.string().max(40, 'Too long.').default(''),
      passkey: passkeyAnswerInput.default(''),
    }),
  )
  .mutation(async ({ ctx, input }) => {
    const { address, requestId, now } = ctx;
    const result = await proveAgain(ctx.prisma, ctx.user, { proof: input, address, requestId, now });
    if (result === 'ended') throw new TRPCError({ code: 'UNAUTHORIZED', message: 'Sign in first.' });
    if (result === 'missed') {
      throw new TRPCError({
        code: 'BAD_REQUEST',
        message: 'That is not right, or was used before. Five misses end this session.',
      });
    }
  });
