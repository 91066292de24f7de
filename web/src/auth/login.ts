import type { PrismaClient } from '@ntmobile/prisma';
import { isLocked } from './lockout.ts';
import { findAccount, forgetMisses, recentMisses, recordMiss } from './login-repository.ts';
import { passwordMatches } from './password.ts';
import { startSession } from './session-repository.ts';

/** What somebody typed, and from where. */
export interface LoginAttempt {
  readonly username: string;
  readonly password: string;
  readonly address: string;
  readonly userAgent: string;
  readonly requestId: string;
}

export type LoginResult =
  | { readonly kind: 'admitted'; readonly userId: string; readonly sessionId: string }
  | { readonly kind: 'refused' }
  | { readonly kind: 'locked' };

/** Decides a login and opens its session. Says the same for an unknown name, a disabled one and a wrong password. */
export async function logIn(prisma: PrismaClient, attempt: LoginAttempt, now: Date): Promise<LoginResult> {
  const username = attempt.username.trim().toLowerCase();
  const key = { username, address: attempt.address };
  if (isLocked(await recentMisses(prisma, { ...key, now }))) {
    await auditRefusal(prisma, { ...key, now, action: 'login.locked', requestId: attempt.requestId });
    return { kind: 'locked' };
  }
  const account = await findAccount(prisma, username);
  const matches = await passwordMatches(attempt.password, account?.passwordHash ?? undefined);
  if (account === null || !matches || account.disabledAt !== null) {
    await recordMiss(prisma, { ...key, now });
    await auditRefusal(prisma, { ...key, now, action: 'login.refused', requestId: attempt.requestId });
    return { kind: 'refused' };
  }
  await forgetMisses(prisma, key);
  const sessionId = await startSession(prisma, { account, attempt, now });
  return { kind: 'admitted', userId: account.id, sessionId };
}

async function auditRefusal(
  prisma: PrismaClient,
  of: { username: string; address: string; now: Date; action: string; requestId: string },
): Promise<void> {
  await prisma.auditEntry.create({
    data: {
      at: of.now,
      actorKind: 'stranger',
      actorId: '',
      actorName: of.username.slice(0, 64),
      action: of.action,
      address: of.address,
      requestId: of.requestId,
    },
    select: { id: true },
  });
}
