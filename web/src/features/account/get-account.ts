import { listPasskeys } from '../../auth/passkeys/passkey-repository.ts';
import { relyingParty } from '../../auth/passkeys/relying-party.ts';
import { findFactors } from '../../auth/second-factor/second-factor-repository.ts';
import { isSecondFactorRequired } from '../../auth/session-repository.ts';
import { environment } from '../../env.ts';
import { authedProcedure } from '../../trpc/init.ts';
import { hasPassword } from './account-repository.ts';

/** How the caller proves who they are. */
export const getAccountProcedure = authedProcedure
  .meta({ access: 'viewer', beforeFactor: true })
  .query(async ({ ctx }) => {
    const { id, username } = ctx.user;
    const [password, { app, codesLeft }, passkeys, required] = await Promise.all([
      hasPassword(ctx.prisma, id),
      findFactors(ctx.prisma, id),
      listPasskeys(ctx.prisma, id),
      isSecondFactorRequired(ctx.prisma),
    ]);
    return {
      now: ctx.now.getTime(),
      username,
      hasPassword: password,
      /** Since when there is an authenticator app. */
      appSince: app?.confirmedAt.getTime() ?? null,
      passkeys: passkeys.map((passkey) => ({
        id: passkey.id,
        name: passkey.name,
        createdAt: passkey.createdAt.getTime(),
        lastUsedAt: passkey.lastUsedAt?.getTime() ?? null,
      })),
      codesLeft,
      secondFactorRequired: required,
      /** Whether browsers take passkeys at this console's address. */
      passkeysPossible: relyingParty(environment().consoleUrl) !== undefined,
    };
  });
