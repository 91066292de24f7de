import { TRPCError } from '@trpc/server';
import { REFUSAL_WORDS } from '../../../auth/sign-in.ts';
import { signInGate } from '../../../auth/sign-in-gate.ts';
import type { SignInKind } from '../../../auth/sign-in-kind.ts';
import { middleware, publicProcedure } from '../../../trpc/init.ts';

/** For strangers on their way in: each call, also one of a batch, counts as a sign-in of its source. */
export const gatedProcedure = (kind: SignInKind) =>
  publicProcedure.use(({ ctx, next }) => {
    if (!signInGate().opensFor(kind, ctx.address, ctx.now.getTime())) {
      throw new TRPCError({ code: 'TOO_MANY_REQUESTS', message: REFUSAL_WORDS.busy });
    }
    return next();
  });

/** Has its turn among sign-ins; used after the input, so that what is refused at the door takes no turn from others. */
export const inTurn = (kind: SignInKind) =>
  middleware(({ ctx, next }) => signInGate().inTurn(kind, ctx.address, () => next()));
