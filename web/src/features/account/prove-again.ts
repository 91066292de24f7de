import { TRPCError } from '@trpc/server';
import { type ProofRefusal, proveIdentity } from '../../auth/prove-identity.ts';
import type { PersonContext } from '../../trpc/context.ts';

const WORDS: Record<ProofRefusal, string> = {
  refused: 'This is not your password.',
  locked: 'Too many misses. Try again in 15 min.',
  codeNeeded: 'Your second factor is asked for too: type its code.',
  codeRefused: 'This code is wrong, or was used. Wait for the next one.',
};

/** Asks the person of a session to prove themselves again, under the limits of a login; refused in words. */
export async function proveAgain(
  ctx: PersonContext,
  proof: { password: string; code: string },
): Promise<void> {
  const { address, requestId, user } = ctx;
  const refusal = await proveIdentity(
    ctx.prisma,
    { ...proof, username: user.username, address, requestId },
    ctx.now,
  );
  if (refusal !== undefined) throw new TRPCError({ code: 'FORBIDDEN', message: WORDS[refusal] });
}
