import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { audited } from '../../../trpc/audited.ts';
import { operatorProcedure } from '../../../trpc/init.ts';
import { plainText } from '../../../trpc/plain-text.ts';
import { revokeEnrolmentKey } from './key-repository.ts';

/** Ends a key. Nodes that it admitted stay. */
export const revokeKeyProcedure = operatorProcedure
  .input(z.strictObject({ id: plainText(64).min(1) }))
  .mutation(({ ctx, input }) =>
    audited(ctx, async (tx) => {
      const revoked = await revokeEnrolmentKey(tx, { id: input.id, at: ctx.now });
      if (revoked === undefined) {
        throw new TRPCError({ code: 'NOT_FOUND', message: 'There is no such key that could be revoked.' });
      }
      return {
        value: { id: input.id },
        audit: {
          action: 'enrolment_key.revoked',
          subject: { kind: 'enrolment_key', id: input.id },
          before: { ...revoked, revokedAt: null },
          after: { ...revoked, revokedAt: ctx.now.toISOString() },
        },
      };
    }),
  );
