import { z } from 'zod';
import { adminProcedure } from '../../trpc/init.ts';
import { plainText } from '../../trpc/plain-text.ts';
import { type AuditRow, listAuditEntries } from './audit-repository.ts';
import { changeLines } from './change-lines.ts';

const PAGE_SIZE = 100;

/** What the audit is narrowed to: part of an action, a name, an id, an address or a request. */
export const auditSearchInput = z.strictObject({ search: plainText(100).trim().default('') });

/** One page of the audit. */
export const listAuditProcedure = adminProcedure
  .input(
    auditSearchInput.extend({
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
      entries: page.map((row) => ({
        id: String(row.id),
        at: row.at.getTime(),
        actor: actorOf(row),
        actorKind: row.actorKind,
        action: row.action,
        subject: subjectOf(row),
        change: changeLines(row.before, row.after),
        address: row.address,
        requestId: row.requestId,
      })),
      nextCursor: rows.length > PAGE_SIZE && last !== undefined ? String(last.id) : null,
    };
  });

/** Who it was: the name at that time, or what there is. */
export function actorOf(row: AuditRow): string {
  return row.actorName || row.actorId || row.actorKind;
}

/** What it was done to: its kind and its id. */
export function subjectOf(row: AuditRow): string | null {
  return row.subjectKind === null ? null : `${row.subjectKind} ${row.subjectId ?? ''}`.trim();
}
