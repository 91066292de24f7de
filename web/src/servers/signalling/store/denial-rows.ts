import type { Pool } from 'pg';
import type { StoreOutput } from '../../../dc/outputs.ts';
import { type Column, columnNames, columnValues, unnestColumns } from '../../ingest/columns.ts';

type RecordAudit = Extract<StoreOutput, { kind: 'recordAudit' }>;

const COLUMNS: readonly Column<RecordAudit>[] = [
  { name: 'at', type: 'timestamptz', value: ({ at }) => new Date(at) },
  { name: 'actor_id', type: 'text', value: ({ askerId }) => askerId },
  { name: 'subject_id', type: 'text', value: ({ targetId }) => targetId },
  { name: 'after', type: 'jsonb', value: ({ reason }) => JSON.stringify({ reason }) },
];

/** Audit entries of denied directions, with the true reason. */
export async function writeDenials(pool: Pool, denials: readonly RecordAudit[]): Promise<void> {
  await pool.query(
    `INSERT INTO audit_entries (${columnNames(COLUMNS)}, actor_kind, actor_name, action, subject_kind)
     SELECT denied.*, 'node', coalesce((SELECT last_name FROM nodes WHERE id = denied.actor_id), ''),
       'direction.denied', 'node'
     FROM ${unnestColumns(COLUMNS)} AS denied (${columnNames(COLUMNS)})`,
    columnValues(COLUMNS, denials),
  );
}
