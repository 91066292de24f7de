import { proofWays } from '../../../auth/prove-again.ts';
import { environment } from '../../../env.ts';
import { authedProcedure } from '../../../trpc/init.ts';

/** How the caller can prove themselves again. */
export const getProofWaysProcedure = authedProcedure
  .meta({ access: 'viewer', beforeFactor: true })
  .query(async ({ ctx }) => ({
    ...(await proofWays(ctx.prisma, ctx.user.id)),
    username: ctx.user.username,
    /** What people call the identity provider. */
    providerName: environment().oidc?.name ?? null,
  }));
