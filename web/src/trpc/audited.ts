import type { Prisma } from '@ntmobile/prisma';
import type { PersonContext } from './context.ts';
import { type Submission, takeSubmission } from './submission.ts';

/** What the audit keeps of a change; never a secret. */
export interface AuditedChange {
  /** Noun and past participle: `enrolment_key.revoked`. */
  readonly action: string;
  readonly subject?: { readonly kind: string; readonly id: string };
  readonly before?: Prisma.InputJsonValue;
  readonly after?: Prisma.InputJsonValue;
}

/** A push may name ten thousand nodes. Each statement has a limit of its own besides. */
const TRANSACTION = { timeout: 30_000 };

/**
 * Makes a change and its audit entry in one transaction: neither is there without the other.
 * `work` returns what the caller wants and what the audit says. With a submission, work that was done is not
 * done again: CONFLICT.
 */
export async function audited<T>(
  ctx: PersonContext,
  work: (tx: Prisma.TransactionClient) => Promise<{ value: T; audit: AuditedChange }>,
  submission?: Submission,
): Promise<T> {
  return ctx.prisma.$transaction(async (tx) => {
    if (submission !== undefined) await takeSubmission(tx, ctx, submission);
    const { value, audit } = await work(tx);
    await tx.auditEntry.create({
      data: {
        at: ctx.now,
        actorKind: 'user',
        actorId: ctx.user.id,
        actorName: ctx.user.username,
        action: audit.action,
        ...(audit.subject && { subjectKind: audit.subject.kind, subjectId: audit.subject.id }),
        ...(audit.before !== undefined && { before: audit.before }),
        ...(audit.after !== undefined && { after: audit.after }),
        address: ctx.address,
        requestId: ctx.requestId,
      },
      select: { id: true },
    });
    return value;
  }, TRANSACTION);
}
