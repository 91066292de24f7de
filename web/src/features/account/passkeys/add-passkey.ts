import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { passkeyParty } from '../../../auth/passkeys/passkey-options.ts';
import { insertPasskey } from '../../../auth/passkeys/passkey-repository.ts';
import { verifyNewPasskey } from '../../../auth/passkeys/verify-new-passkey.ts';
import { audited } from '../../../trpc/audited.ts';
import { authedProcedure } from '../../../trpc/init.ts';
import { addFactor } from '../account-repository.ts';
import { passkeyAnswerInput, passkeyNameInput } from './passkey-input.ts';

/** Keeps the passkey that an authenticator made of an offer. As a first factor it does what an app does as a first one. */
export const addPasskeyProcedure = authedProcedure
  .meta({ access: 'viewer', beforeFactor: true })
  .input(z.strictObject({ name: passkeyNameInput, response: passkeyAnswerInput }))
  .mutation(async ({ ctx, input }) => {
    const { prisma, now, user } = ctx;
    const { name, response } = input;
    const userId = user.id;
    const made = await verifyNewPasskey(prisma, { response, userId, party: passkeyParty(), now });
    if (made === undefined) {
      throw new TRPCError({ code: 'BAD_REQUEST', message: 'This passkey was not taken. Try again.' });
    }
    return audited(ctx, async (tx) => {
      const { recoveryCodes, change } = await addFactor(tx, ctx, async () => {
        if (await insertPasskey(tx, { ...made, userId, name, createdAt: now })) return;
        throw new TRPCError({ code: 'CONFLICT', message: 'This passkey is here already.' });
      });
      return {
        value: { recoveryCodes },
        audit: {
          action: 'passkey.added',
          subject: { kind: 'user', id: userId },
          before: change.before,
          after: { name, ...change.after },
        },
      };
    });
  });
