import { adminProcedure } from '../../trpc/init.ts';
import { csvText } from '../../ui/csv.ts';
import { type AuditRow, listAuditEntries } from './audit-repository.ts';
import { actorOf, auditSearchInput, subjectOf } from './list-audit.ts';

/** Most rows of a file. */
const MAX_ROWS = 10_000;

const COLUMNS: Record<string, (row: AuditRow) => string | null> = {
  at_utc: (row) => row.at.toISOString(),
  actor: actorOf,
  actor_kind: (row) => row.actorKind,
  action: (row) => row.action,
  subject: subjectOf,
  before: (row) => (row.before === null ? null : JSON.stringify(row.before)),
  after: (row) => (row.after === null ? null : JSON.stringify(row.after)),
  address: (row) => row.address,
  request: (row) => row.requestId,
};

/** The entries of a search as CSV, newest first; with more than fit, `isCut` says that some are missing. */
export const exportAuditProcedure = adminProcedure.input(auditSearchInput).query(async ({ ctx, input }) => {
  const of = { search: input.search, beforeId: undefined, limit: MAX_ROWS + 1 };
  const rows = await listAuditEntries(ctx.prisma, of);
  const columns = Object.values(COLUMNS);
  return {
    csv: csvText(
      Object.keys(COLUMNS),
      rows.slice(0, MAX_ROWS).map((row) => columns.map((column) => column(row))),
    ),
    isCut: rows.length > MAX_ROWS,
  };
});
