import type { TunnelEvent } from '@ntmobile/shared';
import type { Pool } from 'pg';
import type { StoreOutput } from '../../../dc/outputs.ts';
import { CHANNELS } from '../../../notifications/channels.ts';
import { type Column, columnNames, columnValues, unnestColumns } from '../../ingest/columns.ts';

type RecordTunnelReport = Extract<StoreOutput, { kind: 'recordTunnelReport' }>;

const STATE_AFTER: Record<TunnelEvent, string> = {
  established: 'established',
  moved: 'established',
  relayed: 'established',
  closed: 'closed',
  failed: 'noPath',
};

const COLUMNS: readonly Column<RecordTunnelReport>[] = [
  { name: 'node_id', type: 'text', value: ({ nodeId }) => nodeId },
  { name: 'path_id', type: 'text', value: ({ pathId }) => pathId },
  { name: 'state', type: 'text', value: ({ event }) => STATE_AFTER[event] },
  { name: 'reason', type: 'text', value: ({ reason }) => reason },
  { name: 'endpoint', type: 'text', value: ({ endpoint }) => endpoint ?? null },
  { name: 'rtt_micros', type: 'int', value: ({ roundTripMicroseconds }) => roundTripMicroseconds ?? null },
  { name: 'at', type: 'timestamptz', value: ({ at }) => new Date(at) },
];

/**
 * Keeps what nodes say of their tunnels, at most one report of a node on a path; returns how many were of a path of
 * their node. The node's next telemetry adds the route and the counters.
 */
export async function writeTunnelReports(
  pool: Pool,
  reports: readonly RecordTunnelReport[],
): Promise<number> {
  const { rows } = await pool.query(
    `WITH report AS (
       SELECT said.*, CASE WHEN low_node_id = node_id THEN high_node_id ELSE low_node_id END AS peer_id
       FROM ${unnestColumns(COLUMNS)} AS said (${columnNames(COLUMNS)})
       JOIN paths ON paths.id = path_id AND node_id IN (low_node_id, high_node_id)
     ), written AS (
       INSERT INTO tunnels (node_id, peer_id, path_id, state, reason, endpoint, rtt_micros, since, at)
       SELECT node_id, peer_id, path_id, state, reason, endpoint, rtt_micros, at, at FROM report
       ORDER BY node_id, peer_id
       ON CONFLICT (node_id, peer_id) DO UPDATE SET
         path_id = excluded.path_id, state = excluded.state, reason = excluded.reason, at = excluded.at,
         endpoint = excluded.endpoint, rtt_micros = coalesce(excluded.rtt_micros, tunnels.rtt_micros),
         route = CASE WHEN excluded.state = 'established' THEN tunnels.route END,
         since = CASE WHEN tunnels.state = excluded.state THEN tunnels.since ELSE excluded.since END
         WHERE tunnels.at <= excluded.at
     )
     SELECT pg_notify('${CHANNELS.telemetry}', node_id) FROM report`,
    columnValues(COLUMNS, reports),
  );
  return rows.length;
}
