import type { Prisma, PrismaClient } from '@ntmobile/prisma';
import { TRPCError } from '@trpc/server';
import { type FactorFacts, factorFacts } from '../../auth/second-factor/factor-facts.ts';
import {
  findFactors,
  forgetRecoveryCodes,
  hasFactor,
  replaceRecoveryCodes,
} from '../../auth/second-factor/second-factor-repository.ts';
import { endSessionsOf, isSecondFactorRequired, lockUser } from '../../auth/session-repository.ts';
import type { PersonContext } from '../../trpc/context.ts';

/** Whether a person signs in by a password of the console, and not by an identity provider. */
export async function hasPassword(prisma: PrismaClient, userId: string): Promise<boolean> {
  const user = await prisma.user.findUnique({ where: { id: userId }, select: { passwordHash: true } });
  return user?.passwordHash != null;
}

/** Second factors stand beside a password of the console; others have theirs at the provider. */
export async function requirePassword(prisma: PrismaClient, userId: string): Promise<void> {
  if (await hasPassword(prisma, userId)) return;
  throw new TRPCError({
    code: 'BAD_REQUEST',
    message: 'Your identity provider vouches for you: your second factor is kept there.',
  });
}

/** A change of the caller's second factors as the audit tells it. */
interface FactorChange {
  readonly before: FactorFacts;
  readonly after: FactorFacts;
}

/**
 * Adds a second factor by `add`. The first one ends the caller's other sessions, which were opened without it, and
 * brings recovery codes, which are returned this once; null beside another factor.
 */
export async function addFactor(
  tx: Prisma.TransactionClient,
  ctx: PersonContext,
  add: () => Promise<void>,
): Promise<{ recoveryCodes: string[] | null; change: FactorChange & { after: { sessionsEnded: number } } }> {
  const { id: userId, sessionId } = ctx.user;
  // Sign-ins without it wait for this, and are refused then.
  await lockUser(tx, userId);
  const had = await findFactors(tx, userId);
  await add();
  const isFirst = !hasFactor(had);
  const sessionsEnded = isFirst ? await endSessionsOf(tx, { userId, exceptId: sessionId, now: ctx.now }) : 0;
  const recoveryCodes = isFirst ? await replaceRecoveryCodes(tx, userId) : null;
  const after = { ...factorFacts(await findFactors(tx, userId)), sessionsEnded };
  return { recoveryCodes, change: { before: factorFacts(had), after } };
}

/** Takes one of the caller's second factors by `remove`; the last one only where the realm does not ask for one. */
export async function removeFactor(
  tx: Prisma.TransactionClient,
  ctx: PersonContext,
  remove: () => Promise<void>,
): Promise<FactorChange> {
  const userId = ctx.user.id;
  await lockUser(tx, userId);
  const before = factorFacts(await findFactors(tx, userId));
  await remove();
  const left = await findFactors(tx, userId);
  if (hasFactor(left)) return { before, after: factorFacts(left) };
  if (await isSecondFactorRequired(tx)) {
    throw new TRPCError({
      code: 'CONFLICT',
      message: 'Everybody here has a second factor: add another before you take this one away.',
    });
  }
  await forgetRecoveryCodes(tx, userId);
  return { before, after: factorFacts({ ...left, codesLeft: 0 }) };
}
