import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { audited } from '../../../trpc/audited.ts';
import { provedOperatorProcedure } from '../../../trpc/init.ts';
import { plainText } from '../../../trpc/plain-text.ts';
import { findRevokedKey } from './key-repository.ts';
import { suspendWithKey } from './suspend-with-key.ts';

/** Suspends the nodes that came in by a key which was revoked without them: it turned out later that it had leaked. */
export const suspendKeyNodesProcedure = provedOperatorProcedure
  .input(z.strictObject({ id: plainText(64).min(1) }))
  .mutation(({ ctx, input: { id } }) =>
    audited(ctx, async (tx) => {
      const revoked = await findRevokedKey(tx, id);
      // A key that admits would let others in meanwhile: it is revoked first, which takes its nodes with it.
      if (revoked === null) throw nothingToDo('There is no such key that was revoked.');
      const suspended = await suspendWithKey(tx, { keyId: id, at: ctx.now });
      if (suspended.length === 0) throw nothingToDo('No node of this key is left to suspend.');
      const { label, useCount } = revoked;
      return {
        value: { id, suspended: suspended.length },
        audit: {
          action: 'enrolment_key.nodes_suspended',
          subject: { kind: 'enrolment_key', id },
          before: { label, useCount, nodesActive: suspended.length },
          after: { label, useCount, nodesActive: 0 },
        },
        besides: suspended,
      };
    }),
  );

function nothingToDo(message: string): TRPCError {
  return new TRPCError({ code: 'NOT_FOUND', message });
}
