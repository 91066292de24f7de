import type { Prisma, PrismaClient } from '@ntmobile/prisma';
import { SESSION_LIFETIME_MS, type SessionSource } from './session-repository.ts';

/** What was proved of an account. By the time a session opens it must still be so. */
export interface ProvedAccount {
  readonly id: string;
  readonly username: string;
  /** What vouches for the person. */
  readonly by: Voucher;
}

/** The password of a hash, with the second factor if any; a passkey; or the provider, which may say since when. */
type Voucher =
  | { readonly passwordHash: string; readonly secondFactor: boolean }
  | { readonly passkeyId: string }
  | { readonly provedAt: Date | undefined };

/**
 * Opens a session for a person who proved everything that their account asks for. Returns its id; undefined when the
 * account was closed meanwhile, or got another password or a second factor: that ended its sessions, this one too.
 */
export async function startSession(
  prisma: PrismaClient,
  of: { account: ProvedAccount; attempt: SessionSource; now: Date },
): Promise<string | undefined> {
  const jti = crypto.randomUUID();
  const { account, attempt, now } = of;
  return prisma.$transaction(async (tx) => {
    // First: it waits for whoever changes the account, who ends the sessions that there are by then.
    const same = await tx.user.updateMany({ where: stillProved(account), data: { lastLoginAt: now } });
    if (same.count === 0) return undefined;
    await tx.userSession.create({
      data: {
        jti,
        userId: account.id,
        createdAt: now,
        lastSeenAt: now,
        provedAt: provedAt(account.by, now),
        expiresAt: new Date(now.getTime() + SESSION_LIFETIME_MS),
        address: attempt.address,
        userAgent: attempt.userAgent.slice(0, 300),
      },
      select: { jti: true },
    });
    await auditStart(tx, jti, of);
    return jti;
  });
}

function stillProved({ id, by }: ProvedAccount): Prisma.UserWhereInput {
  const open = { id, disabledAt: null };
  if ('provedAt' in by) return open;
  if ('passkeyId' in by) return { ...open, passkeys: { some: { id: by.passkeyId } } };
  const { passwordHash, secondFactor } = by;
  const guarded = [{ secondFactor: { is: { confirmedAt: { not: null } } } }, { passkeys: { some: {} } }];
  return { ...open, passwordHash, ...(secondFactor ? {} : { NOT: { OR: guarded } }) };
}

/** A provider may vouch for somebody who proved themselves there hours ago, or not say when: that is no fresh proof. */
function provedAt(by: Voucher, now: Date): Date {
  return 'provedAt' in by ? (by.provedAt ?? new Date(0)) : now;
}

function voucherName(by: Voucher): string {
  if ('provedAt' in by) return 'provider';
  return 'passkeyId' in by ? 'passkey' : 'password';
}

async function auditStart(
  tx: Prisma.TransactionClient,
  jti: string,
  of: { account: ProvedAccount; attempt: SessionSource; now: Date },
): Promise<void> {
  const { account, attempt, now } = of;
  await tx.auditEntry.create({
    data: {
      at: now,
      actorKind: 'user',
      actorId: account.id,
      actorName: account.username,
      action: 'session.started',
      subjectKind: 'session',
      subjectId: jti,
      after: { by: voucherName(account.by) },
      address: attempt.address,
      requestId: attempt.requestId,
    },
    select: { id: true },
  });
}
