import { TRPCError } from '@trpc/server';
import { removeApp } from '../../auth/second-factor/second-factor-repository.ts';
import { audited } from '../../trpc/audited.ts';
import { provedProcedure } from '../../trpc/init.ts';
import { removeFactor } from './account-repository.ts';

/** Takes the caller's authenticator app away. */
export const removeSecondFactorProcedure = provedProcedure.mutation(({ ctx }) =>
  audited(ctx, async (tx) => {
    const change = await removeFactor(tx, ctx, async () => {
      if (await removeApp(tx, ctx.user.id)) return;
      throw new TRPCError({ code: 'NOT_FOUND', message: 'You have no authenticator app.' });
    });
    return {
      value: undefined,
      audit: { action: 'second_factor.removed', subject: { kind: 'user', id: ctx.user.id }, ...change },
    };
  }),
);
