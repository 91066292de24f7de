import type { MigrationFile } from './migration-files.ts';

/** A row of `_prisma_migrations`, as far as it matters here. */
export interface HistoryRow {
  readonly name: string;
  readonly checksum: string;
  readonly finished: boolean;
  readonly rolledBack: boolean;
}

/** Why a database is not migrated. Nothing has been changed. */
export class MigrationRefusedError extends Error {
  override readonly name = 'MigrationRefusedError';
}

/**
 * The migrations that are still to be applied, in order.
 *
 * @throws MigrationRefusedError for a history that these files cannot continue: one failed, one edited afterwards,
 *   one that is unknown here, or one that would come before what is applied.
 */
export function pendingMigrations(
  files: readonly MigrationFile[],
  rows: readonly HistoryRow[],
): MigrationFile[] {
  const valid = rows.filter((row) => !row.rolledBack);
  for (const row of valid) refuseUnlessKnown(row, files);
  const applied = new Set(valid.map((row) => row.name));
  const pending = files.filter((file) => !applied.has(file.name));
  refuseUnlessLast(pending, applied);
  return pending;
}

function refuseUnlessKnown(row: HistoryRow, files: readonly MigrationFile[]): void {
  const file = files.find((candidate) => candidate.name === row.name);
  if (file === undefined) {
    throw new MigrationRefusedError(
      `The database has migration ${row.name}, which this version does not know: it belongs to a newer version.`,
    );
  }
  if (!row.finished) {
    throw new MigrationRefusedError(
      `Migration ${row.name} began and did not finish. Repair the database, then mark the row in _prisma_migrations.`,
    );
  }
  if (row.checksum !== file.checksum) {
    throw new MigrationRefusedError(`Migration ${row.name} was edited after it had been applied.`);
  }
}

function refuseUnlessLast(pending: readonly MigrationFile[], applied: ReadonlySet<string>): void {
  const newest = [...applied].sort().at(-1);
  const late = pending.find((file) => newest !== undefined && file.name < newest);
  if (late === undefined) return;
  throw new MigrationRefusedError(
    `Migration ${late.name} would come before ${newest}, which is already applied.`,
  );
}
