import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { renamePasskey } from '../../../auth/passkeys/passkey-repository.ts';
import { audited } from '../../../trpc/audited.ts';
import { authedProcedure } from '../../../trpc/init.ts';
import { passkeyIdInput, passkeyNameInput } from './passkey-input.ts';

/** Gives one of the caller's passkeys another name. */
export const renamePasskeyProcedure = authedProcedure
  .input(z.strictObject({ id: passkeyIdInput, name: passkeyNameInput }))
  .mutation(({ ctx, input }) =>
    audited(ctx, async (tx) => {
      const { id: userId } = ctx.user;
      const before = await renamePasskey(tx, { ...input, userId });
      if (before === undefined) {
        throw new TRPCError({ code: 'NOT_FOUND', message: 'You have no such passkey.' });
      }
      return {
        value: { name: input.name },
        audit: {
          action: 'passkey.renamed',
          subject: { kind: 'user', id: userId },
          before: { name: before },
          after: { name: input.name },
        },
      };
    }),
  );
