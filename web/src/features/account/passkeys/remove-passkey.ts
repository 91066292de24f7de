import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { deletePasskey } from '../../../auth/passkeys/passkey-repository.ts';
import { audited } from '../../../trpc/audited.ts';
import { provedProcedure } from '../../../trpc/init.ts';
import { removeFactor } from '../account-repository.ts';
import { passkeyIdInput } from './passkey-input.ts';

/** Takes one of the caller's passkeys away. */
export const removePasskeyProcedure = provedProcedure
  .input(z.strictObject({ id: passkeyIdInput }))
  .mutation(({ ctx, input }) =>
    audited(ctx, async (tx) => {
      const { id: userId } = ctx.user;
      let name = '';
      const { before, after } = await removeFactor(tx, ctx, async () => {
        const deleted = await deletePasskey(tx, { id: input.id, userId });
        if (deleted === undefined) {
          throw new TRPCError({ code: 'NOT_FOUND', message: 'You have no such passkey.' });
        }
        name = deleted;
      });
      return {
        value: undefined,
        audit: {
          action: 'passkey.removed',
          subject: { kind: 'user', id: userId },
          before: { name, ...before },
          after,
        },
      };
    }),
  );
