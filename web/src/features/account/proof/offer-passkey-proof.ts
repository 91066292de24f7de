import { assertionOptions } from '../../../auth/passkeys/passkey-options.ts';
import { authedProcedure } from '../../../trpc/init.ts';

/** What an authenticator of the caller is to sign, so that they prove themselves again. */
export const offerPasskeyProofProcedure = authedProcedure.mutation(({ ctx }) => {
  const { prisma, address, now, user } = ctx;
  return assertionOptions(prisma, { purpose: 'proof', userId: user.id, address, now });
});
