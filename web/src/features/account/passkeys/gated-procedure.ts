import { TRPCError } from '@trpc/server';
import { REFUSAL_WORDS } from '../../../auth/sign-in.ts';
import { signInGate } from '../../../auth/sign-in-gate.ts';
import type { SignInKind } from '../../../auth/sign-in-kind.ts';
import { publicProcedure } from '../../../trpc/init.ts';

/** For strangers on their way in: each call, also one of a batch, counts as a sign-in of its source and has its turn. */
export const gatedProcedure = (kind: SignInKind) =>
  publicProcedure.use(({ ctx, next }) => {
    const gate = signInGate();
    if (!gate.opensFor(kind, ctx.address, ctx.now.getTime())) {
      throw new TRPCError({ code: 'TOO_MANY_REQUESTS', message: REFUSAL_WORDS.busy });
    }
    return gate.inTurn(kind, ctx.address, () => next());
  });
