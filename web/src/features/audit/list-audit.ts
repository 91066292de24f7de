import { z } from 'zod';
import { adminProcedure } from '../../trpc/init.ts';
import { plainText } from '../../trpc/plain-text.ts';
import { type AuditRow, listAuditEntries } from './audit-repository.ts';

const PAGE_SIZE = 100;

/** One page of the audit. */
export const listAuditProcedure = adminProcedure
  .input(
    z.object({
      search: plainText(100).trim().default(''),
      cursor: z
        .string()
        .regex(/^\d{1,18}$/)
        .nullish(),
    }),
  )
  .query(async ({ ctx, input }) => {
    const beforeId = typeof input.cursor === 'string' ? BigInt(input.cursor) : undefined;
    const rows = await listAuditEntries(ctx.prisma, { search: input.search, beforeId, limit: PAGE_SIZE + 1 });
    const page = rows.slice(0, PAGE_SIZE);
    const last = page.at(-1);
    return {
      now: ctx.now.getTime(),
      entries: page.map(entryFacts),
      nextCursor: rows.length > PAGE_SIZE && last !== undefined ? String(last.id) : null,
    };
  });

function entryFacts(row: AuditRow) {
  return {
    id: String(row.id),
    at: row.at.getTime(),
    actor: row.actorName || row.actorId || row.actorKind,
    actorKind: row.actorKind,
    action: row.action,
    subject: row.subjectKind === null ? null : `${row.subjectKind} ${row.subjectId ?? ''}`.trim(),
    before: row.before === null ? null : JSON.stringify(row.before),
    after: row.after === null ? null : JSON.stringify(row.after),
    address: row.address,
    requestId: row.requestId,
  };
}
