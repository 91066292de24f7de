import { TRPCError } from '@trpc/server';
import { REFUSAL_WORDS } from '../../../auth/sign-in.ts';
import { signInGate } from '../../../auth/sign-in-gate.ts';
import { publicProcedure } from '../../../trpc/init.ts';

/** For strangers on their way in: each call, also one of a batch, counts as a sign-in of its source. */
export const gatedProcedure = publicProcedure.use(({ ctx, next }) => {
  if (!signInGate().opensFor(ctx.address, ctx.now.getTime())) throw tooMany();
  return next();
});

/** The same where a password is to be looked at, while that can be done. */
export const gatedPasswordProcedure = gatedProcedure.use(({ next }) => {
  if (!signInGate().takesPasswords()) throw tooMany();
  return next();
});

const tooMany = () => new TRPCError({ code: 'TOO_MANY_REQUESTS', message: REFUSAL_WORDS.busy });
