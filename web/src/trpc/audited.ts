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

/** Entries that one statement writes: each has a dozen parameters, of which a statement takes 32,767. */
const ENTRIES_AT_ONCE = 1_000;

/** A push may name ten thousand nodes. Each statement has a limit of its own besides. */
const TRANSACTION = { timeout: 30_000 };

/**
 * Makes a change and its audit entry in one transaction: neither is there without the other.
 * `work` returns what the caller wants and what the audit says. With a submission, work that was done is not
 * done again: CONFLICT. What the change did to further subjects is told of each, as `besides`.
 */
export async function audited<T>(
  ctx: PersonContext,
  work: (
    tx: Prisma.TransactionClient,
  ) => Promise<{ value: T; audit: AuditedChange; besides?: readonly AuditedChange[] }>,
  submission?: Submission,
): Promise<T> {
  return ctx.prisma.$transaction(async (tx) => {
    if (submission !== undefined) await takeSubmission(tx, ctx, submission);
    const { value, audit, besides = [] } = await work(tx);
    const data = [audit, ...besides].map((change) => entryOf(ctx, change));
    for (let from = 0; from < data.length; from += ENTRIES_AT_ONCE)
      await tx.auditEntry.createMany({ data: data.slice(from, from + ENTRIES_AT_ONCE) });
    return value;
  }, TRANSACTION);
}

function entryOf(ctx: PersonContext, audit: AuditedChange): Prisma.AuditEntryCreateManyInput {
  return {
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
  };
}
