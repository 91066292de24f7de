import type { Pool } from 'pg';
import type { StoreOutput } from '../../../dc/outputs.ts';
import { type Column, columnNames, columnValues, unnestColumns } from '../../ingest/columns.ts';
import { byteaText } from './row-bytes.ts';

type SaveStamp = Extract<StoreOutput, { kind: 'saveStamp' }>;

const COLUMNS: readonly Column<SaveStamp>[] = [
  { name: 'static_key', type: 'bytea', value: ({ staticKey }) => byteaText(staticKey) },
  { name: 'stamp', type: 'bytea', value: ({ stamp }) => byteaText(stamp) },
];

/** Raises the stamp of each key; a lower one than the stored changes nothing. Keys differ from each other. */
export async function raiseStamps(pool: Pool, outputs: readonly SaveStamp[]): Promise<void> {
  await pool.query(
    `INSERT INTO handshake_stamps (${columnNames(COLUMNS)}, updated_at)
     SELECT accepted.*, now() FROM ${unnestColumns(COLUMNS)} AS accepted (${columnNames(COLUMNS)})
     ORDER BY static_key
     ON CONFLICT (static_key) DO UPDATE SET stamp = excluded.stamp, updated_at = excluded.updated_at
       WHERE handshake_stamps.stamp < excluded.stamp`,
    columnValues(COLUMNS, outputs),
  );
}
