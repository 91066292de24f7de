import { assertionOptions } from '../../../auth/passkeys/passkey-options.ts';
import { gatedProcedure, inTurn } from './gated-procedure.ts';

/** What a stranger's authenticator is to sign, to come in without a name and a password. */
export const offerPasskeySignInProcedure = gatedProcedure('passkey')
  .use(inTurn('passkey'))
  .mutation(({ ctx }) => {
    const { prisma, address, now } = ctx;
    return assertionOptions(prisma, { purpose: 'signIn', userId: null, address, now });
  });
