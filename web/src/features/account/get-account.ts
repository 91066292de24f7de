import { findSecondFactor } from '../../auth/second-factor/second-factor-repository.ts';
import { authedProcedure } from '../../trpc/init.ts';
import { hasPassword } from './account-repository.ts';

/** How the caller proves who they are. */
export const getAccountProcedure = authedProcedure.query(async ({ ctx }) => {
  const [password, factor] = await Promise.all([
    hasPassword(ctx.prisma, ctx.user.id),
    findSecondFactor(ctx.prisma, ctx.user.id),
  ]);
  return {
    username: ctx.user.username,
    hasPassword: password,
    secondFactor:
      factor === undefined ? null : { since: factor.confirmedAt.getTime(), codesLeft: factor.codesLeft },
  };
});
