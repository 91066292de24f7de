import type { TelemetryBatch, TelemetryTunnel } from '@ntmobile/shared/fleet';
import type { ClientBase } from 'pg';
import { type Column, columnNames, columnValues, unnestColumns } from './columns.ts';
import { notAfter, type ReceivedBatch, scaled } from './telemetry-writer.ts';

interface TunnelRow {
  readonly node: string;
  readonly at: Date;
  readonly tunnel: TelemetryTunnel;
}

const COLUMNS: readonly Column<TunnelRow>[] = [
  { name: 'node_id', type: 'text', value: ({ node }) => node },
  { name: 'peer_id', type: 'text', value: ({ tunnel }) => tunnel.peer },
  { name: 'path_id', type: 'text', value: ({ tunnel }) => tunnel.pathId ?? null },
  { name: 'state', type: 'text', value: ({ tunnel }) => tunnel.state },
  { name: 'route', type: 'text', value: ({ tunnel }) => tunnel.route ?? null },
  { name: 'reason', type: 'text', value: ({ tunnel }) => tunnel.why },
  { name: 'endpoint', type: 'text', value: ({ tunnel }) => tunnel.endpoint ?? null },
  { name: 'rtt_micros', type: 'int', value: ({ tunnel }) => scaled(tunnel.rttMs, 1_000) },
  { name: 'path_mtu', type: 'int', value: ({ tunnel }) => tunnel.pathMtu ?? null },
  { name: 'sent_bytes', type: 'bigint', value: ({ tunnel }) => tunnel.sentBytes },
  { name: 'received_bytes', type: 'bigint', value: ({ tunnel }) => tunnel.receivedBytes },
  { name: 'sent_packets', type: 'bigint', value: ({ tunnel }) => tunnel.sentPackets },
  { name: 'received_packets', type: 'bigint', value: ({ tunnel }) => tunnel.receivedPackets },
  { name: 'since', type: 'timestamptz', value: ({ tunnel, at }) => notAfter(tunnel.since, at) },
  { name: 'at', type: 'timestamptz', value: ({ at }) => at },
];
const KEY = ['node_id', 'peer_id'];
const CHANGED = COLUMNS.filter(({ name }) => !KEY.includes(name))
  .map(({ name }) => `${name} = excluded.${name}`)
  .join(', ');

/** Keeps the newest list of tunnels of each node; those that it no longer names are closed. */
export async function writeTunnels(
  client: ClientBase,
  batches: readonly ReceivedBatch<TelemetryBatch>[],
): Promise<void> {
  const newest = newestLists(batches);
  if (newest.length === 0) return;
  const rows = newest.flatMap(({ node, at, tunnels }) => tunnels.map((tunnel) => ({ node, at, tunnel })));
  await client.query(
    `INSERT INTO tunnels (${columnNames(COLUMNS)})
     SELECT reported.* FROM ${unnestColumns(COLUMNS)} AS reported (${columnNames(COLUMNS)})
     WHERE EXISTS (SELECT 1 FROM nodes WHERE id = reported.peer_id) AND reported.peer_id <> reported.node_id
     ON CONFLICT (node_id, peer_id) DO UPDATE SET ${CHANGED} WHERE tunnels.at <= excluded.at`,
    columnValues(COLUMNS, rows),
  );
  await client.query(
    `UPDATE tunnels SET state = 'closed', route = NULL, reason = '', since = list.at, at = list.at
     FROM unnest($1::text[], $2::timestamptz[]) AS list (node_id, at)
     WHERE tunnels.node_id = list.node_id AND tunnels.at < list.at AND tunnels.state <> 'closed'`,
    [newest.map(({ node }) => node), newest.map(({ at }) => at)],
  );
}

interface TunnelList {
  readonly node: string;
  readonly at: Date;
  readonly tunnels: readonly TelemetryTunnel[];
}

function newestLists(batches: readonly ReceivedBatch<TelemetryBatch>[]): TunnelList[] {
  const lists = new Map<string, TunnelList>();
  for (const { node, batch, receivedAt } of batches) {
    const last = batch.samples.at(-1);
    if (batch.tunnels === undefined || last === undefined) continue;
    const at = notAfter(last.at, receivedAt);
    const known = lists.get(node);
    if (known === undefined || known.at <= at)
      lists.set(node, { node, at, tunnels: distinctPeers(batch.tunnels) });
  }
  return [...lists.values()];
}

/** One statement may not write a row twice. */
function distinctPeers(tunnels: readonly TelemetryTunnel[]): TelemetryTunnel[] {
  return [...new Map(tunnels.map((tunnel) => [tunnel.peer, tunnel])).values()];
}
