import { TRPCError } from '@trpc/server';
import { sealSecret } from '../../auth/second-factor/sealed-secret.ts';
import { secondFactorKey } from '../../auth/second-factor/second-factor-key.ts';
import { findFactors, offerSecret } from '../../auth/second-factor/second-factor-repository.ts';
import { drawTimeSecret, timeSecretText } from '../../auth/second-factor/time-code.ts';
import { environment } from '../../env.ts';
import { provedProcedure } from '../../trpc/init.ts';
import { qrPath } from '../../ui/qr/qr-path.ts';
import { findRealm } from '../realm/realm-repository.ts';
import { requirePassword } from './account-repository.ts';

/** Draws the secret of an authenticator app. It is in this answer only, and asked for once a code confirmed it. */
export const offerSecondFactorProcedure = provedProcedure
  .meta({ access: 'viewer', proof: 'fresh', beforeFactor: true })
  .mutation(async ({ ctx }) => {
    const taken = new TRPCError({ code: 'CONFLICT', message: 'You have an authenticator app already.' });
    const userId = ctx.user.id;
    await requirePassword(ctx.prisma, userId);
    if ((await findFactors(ctx.prisma, userId)).app !== undefined) throw taken;
    const secret = drawTimeSecret();
    const sealedSecret = sealSecret(await secondFactorKey(), userId, secret);
    if (!(await offerSecret(ctx.prisma, { userId, sealedSecret, now: ctx.now }))) throw taken;
    const realm = await findRealm(ctx.prisma);
    const { base32, address } = timeSecretText(secret, {
      issuer: `NTMobile ${realm?.domain ?? environment().realmDomain}`,
      username: ctx.user.username,
    });
    return { base32, qr: qrPath(address) };
  });
