import type { ConfigReport } from '@ntmobile/shared/fleet';
import type { ClientBase } from 'pg';
import { CHANNELS } from '../../notifications/channels.ts';
import { type Column, columnNames, columnValues, unnestColumns } from '../ingest/columns.ts';

interface ReportRow {
  readonly position: number;
  readonly report: ConfigReport;
}

const COLUMNS: readonly Column<ReportRow>[] = [
  { name: 'position', type: 'int', value: ({ position }) => position },
  { name: 'node_id', type: 'text', value: ({ report }) => report.node },
  { name: 'revision', type: 'int', value: ({ report }) => report.revision },
  { name: 'hash', type: 'text', value: ({ report }) => report.hash },
  { name: 'status', type: 'config_status', value: ({ report }) => report.status },
  { name: 'error', type: 'text', value: ({ report }) => report.error ?? null },
  { name: 'boot_id', type: 'text', value: ({ report }) => report.bootId },
  { name: 'applied_at', type: 'timestamptz', value: ({ report }) => appliedAt(report) },
];

/**
 * Writes reports in the order they came: the last one is the node's state, and each that says something new joins
 * its history. A node repeats its report on each connection; repeats leave no trace. A revision never goes back by
 * itself: a node that reports an older one than before was set back to an earlier disk, which the audit log says, at most
 * once an hour of each node: what stands there stays, and a node may report whatever it likes.
 */
export async function writeReports(client: ClientBase, reports: readonly ConfigReport[]): Promise<void> {
  const rows = reports.map((report, position) => ({ position, report }));
  await client.query(
    `WITH reported AS (
       SELECT position, node_id, revision, decode(hash, 'hex') AS hash, status, error, boot_id, applied_at
       FROM ${unnestColumns(COLUMNS)} AS raw (${columnNames(COLUMNS)})
       WHERE EXISTS (SELECT 1 FROM nodes WHERE id = node_id AND deleted_at IS NULL)
     ), compared AS (
       SELECT reported.*,
         (reported.revision, reported.hash, reported.status, reported.error)
           IS DISTINCT FROM (state.reported_revision, state.reported_hash, state.status, state.error) AS differs,
         lag((reported.revision, reported.hash, reported.status, reported.error)) OVER node AS previous,
         (reported.revision, reported.hash, reported.status, reported.error) AS current,
         row_number() OVER node AS number
       FROM reported LEFT JOIN node_config_states state USING (node_id)
       WINDOW node AS (PARTITION BY node_id ORDER BY position)
     ), history AS (
       INSERT INTO config_reports (node_id, revision, hash, status, error, boot_id, applied_at)
       SELECT node_id, revision, hash, status, error, boot_id, applied_at FROM compared
       WHERE CASE WHEN number = 1 THEN differs ELSE previous IS DISTINCT FROM current END
       ORDER BY position
     ), went_back AS (
       INSERT INTO audit_entries (at, actor_kind, actor_id, actor_name, action, subject_kind, subject_id, before, after)
       SELECT now(), 'node', node_id, nodes.last_name, 'node.state_went_back', 'node', node_id,
         jsonb_build_object('revision', state.reported_revision), jsonb_build_object('revision', compared.revision)
       FROM compared JOIN node_config_states state USING (node_id) JOIN nodes ON nodes.id = node_id
       WHERE number = 1 AND compared.revision < state.reported_revision AND NOT EXISTS (
         SELECT 1 FROM audit_entries told
         WHERE told.subject_kind = 'node' AND told.subject_id = node_id AND told.at > now() - interval '1 hour'
           AND told.action = 'node.state_went_back')
     ), newest AS (
       INSERT INTO node_config_states
         (node_id, reported_revision, reported_hash, status, error, boot_id, applied_at, reported_at)
       SELECT DISTINCT ON (node_id) node_id, revision, hash, status, error, boot_id, applied_at, now()
       FROM reported ORDER BY node_id, position DESC
       ON CONFLICT (node_id) DO UPDATE SET reported_revision = excluded.reported_revision,
         reported_hash = excluded.reported_hash, status = excluded.status, error = excluded.error,
         boot_id = excluded.boot_id, applied_at = excluded.applied_at, reported_at = excluded.reported_at
       RETURNING node_id
     )
     SELECT pg_notify('${CHANNELS.config}', node_id) FROM newest`,
    columnValues(COLUMNS, rows),
  );
}

/** The node's time, or ours where its clock runs ahead. */
function appliedAt(report: ConfigReport): Date | null {
  return report.appliedAt === undefined ? null : new Date(Math.min(report.appliedAt, Date.now()));
}
