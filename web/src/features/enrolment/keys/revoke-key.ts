import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { isProofFresh } from '../../../auth/fresh-proof.ts';
import { audited } from '../../../trpc/audited.ts';
import { GateError } from '../../../trpc/gate.ts';
import { operatorProcedure } from '../../../trpc/init.ts';
import { plainText } from '../../../trpc/plain-text.ts';
import { revokeEnrolmentKey } from './key-repository.ts';
import { suspendWithKey } from './suspend-with-key.ts';

const revokeKeyInput = z.strictObject({
  id: plainText(64).min(1),
  /** Suspends the nodes that came in by it too: all of them, or none where the key cannot be revoked. */
  suspendNodes: z.boolean().default(false),
});

/** Ends a key. Nodes that it admitted stay, unless they are to be suspended, which takes a fresh proof as each alone does. */
export const revokeKeyProcedure = operatorProcedure.input(revokeKeyInput).mutation(({ ctx, input }) => {
  if (input.suspendNodes && !isProofFresh(ctx.user.provedAt, ctx.now)) throw new GateError('proof');
  return audited(ctx, async (tx) => {
    const { id } = input;
    const revoked = await revokeEnrolmentKey(tx, { id, at: ctx.now });
    if (revoked === undefined) {
      throw new TRPCError({ code: 'NOT_FOUND', message: 'There is no such key that could be revoked.' });
    }
    const suspended = input.suspendNodes ? await suspendWithKey(tx, { keyId: id, at: ctx.now }) : [];
    const after = { ...revoked, revokedAt: ctx.now.toISOString(), nodesSuspended: suspended.length };
    return {
      value: { id, suspended: suspended.length },
      audit: {
        action: 'enrolment_key.revoked',
        subject: { kind: 'enrolment_key', id },
        before: { ...revoked, revokedAt: null },
        after,
      },
      besides: suspended,
    };
  });
});
