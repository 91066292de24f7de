import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { sealSecret } from '../../auth/second-factor/sealed-secret.ts';
import { secondFactorKey } from '../../auth/second-factor/second-factor-key.ts';
import { findSecondFactor, offerSecret } from '../../auth/second-factor/second-factor-repository.ts';
import { drawTimeSecret, timeSecretText } from '../../auth/second-factor/time-code.ts';
import { environment } from '../../env.ts';
import { authedProcedure } from '../../trpc/init.ts';
import { qrPath } from '../../ui/qr/qr-path.ts';
import { findRealm } from '../realm/realm-repository.ts';
import { passwordInput } from './proof-input.ts';
import { proveAgain } from './prove-again.ts';

/** Draws the secret of an authenticator app. It is in this answer only, and asked for once a code confirmed it. */
export const offerSecondFactorProcedure = authedProcedure
  .input(z.strictObject({ password: passwordInput }))
  .mutation(async ({ ctx, input }) => {
    const taken = new TRPCError({ code: 'CONFLICT', message: 'You have a second factor already.' });
    if ((await findSecondFactor(ctx.prisma, ctx.user.id)) !== undefined) throw taken;
    await proveAgain(ctx, { password: input.password, code: '' });
    const secret = drawTimeSecret();
    const userId = ctx.user.id;
    const sealedSecret = sealSecret(await secondFactorKey(), userId, secret);
    if (!(await offerSecret(ctx.prisma, { userId, sealedSecret, now: ctx.now }))) throw taken;
    const realm = await findRealm(ctx.prisma);
    const { base32, address } = timeSecretText(secret, {
      issuer: `NTMobile ${realm?.domain ?? environment().realmDomain}`,
      username: ctx.user.username,
    });
    return { base32, qr: qrPath(address) };
  });
