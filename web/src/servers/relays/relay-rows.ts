import type { Pool } from 'pg';
import { type Column, columnNames, columnValues, unnestColumns } from '../ingest/columns.ts';
import type { RelayVerdict } from './relay-round.ts';

/** What a round found out of one endpoint. */
interface ProbedEndpoint {
  readonly endpoint: string;
  readonly verdict: RelayVerdict;
}

type Row = ProbedEndpoint & { readonly workerId: string; readonly at: Date };

const COLUMNS: readonly Column<Row>[] = [
  { name: 'worker_id', type: 'text', value: ({ workerId }) => workerId },
  { name: 'endpoint', type: 'text', value: ({ endpoint }) => endpoint },
  { name: 'asked_at', type: 'timestamptz', value: ({ at }) => at },
  { name: 'answered_at', type: 'timestamptz', value: ({ verdict, at }) => (isSilent(verdict) ? null : at) },
  { name: 'state', type: 'relay_state', value: ({ verdict }) => verdict.state },
  { name: 'since', type: 'timestamptz', value: ({ at }) => at },
  {
    name: 'rtt_micros',
    type: 'int',
    value: ({ verdict }) => (isSilent(verdict) ? null : micros(verdict.rttMs)),
  },
  {
    name: 'mapped',
    type: 'text',
    value: ({ verdict }) => (verdict.state === 'answers' ? verdict.mapped : null),
  },
  {
    name: 'software',
    type: 'text',
    value: ({ verdict }) => (isSilent(verdict) ? null : (verdict.software ?? null)),
  },
  {
    name: 'refusal',
    type: 'text',
    value: ({ verdict }) => (verdict.state === 'refuses' ? verdict.refusal : null),
  },
];

/**
 * Keeps what a worker found out of its relays' endpoints at `at`, and forgets endpoints that it does not ask any more.
 * Since when a state holds, and when the last answer came, outlive a restart of the worker.
 */
export async function writeRelayRows(
  pool: Pool,
  workerId: string,
  verdicts: ReadonlyMap<string, RelayVerdict>,
  at: Date,
): Promise<void> {
  const rows = [...verdicts].map(([endpoint, verdict]) => ({ workerId, endpoint, verdict, at }));
  await pool.query('DELETE FROM relay_probes WHERE worker_id = $1 AND NOT endpoint = ANY ($2::text[])', [
    workerId,
    rows.map(({ endpoint }) => endpoint),
  ]);
  if (rows.length === 0) return;
  await pool.query(
    `INSERT INTO relay_probes AS known (${columnNames(COLUMNS)})
     SELECT asked.* FROM ${unnestColumns(COLUMNS)} AS asked (${columnNames(COLUMNS)})
     JOIN dc_workers ON dc_workers.id = asked.worker_id
     ON CONFLICT (worker_id, endpoint) DO UPDATE SET
       asked_at = excluded.asked_at, state = excluded.state,
       answered_at = coalesce(excluded.answered_at, known.answered_at),
       since = CASE WHEN known.state = excluded.state THEN known.since ELSE excluded.since END,
       rtt_micros = excluded.rtt_micros, mapped = excluded.mapped, software = excluded.software,
       refusal = excluded.refusal`,
    columnValues(COLUMNS, rows),
  );
}

function isSilent(verdict: RelayVerdict): verdict is Extract<RelayVerdict, { state: 'silent' }> {
  return verdict.state === 'silent';
}

function micros(ms: number): number {
  return Math.round(ms * 1_000);
}
