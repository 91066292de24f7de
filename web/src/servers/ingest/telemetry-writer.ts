import type { TelemetryBatch, TelemetrySample } from '@ntmobile/shared/fleet';
import type { ClientBase } from 'pg';
import { CHANNELS } from '../../notifications/channels.ts';
import { advanceCommitted, type Boot, bootKey, lockBoots, type WrittenRows } from './boots.ts';
import { type Column, columnNames, columnValues, unnestColumns } from './columns.ts';
import { writeTunnels } from './tunnel-writer.ts';

/** A valid batch with the node it came from and when, by our clock. */
export interface ReceivedBatch<Batch> {
  readonly node: string;
  readonly receivedAt: Date;
  readonly batch: Batch;
}

interface SampleRow {
  readonly series: number;
  readonly sequence: number;
  readonly sample: TelemetrySample;
  readonly receivedAt: Date;
}

const SAMPLE_COLUMNS: readonly Column<SampleRow>[] = [
  { name: 'series', type: 'int', value: ({ series }) => series },
  { name: 'sequence', type: 'bigint', value: ({ sequence }) => sequence },
  { name: 'at', type: 'timestamptz', value: ({ sample, receivedAt }) => notAfter(sample.at, receivedAt) },
  { name: 'sent_bytes', type: 'bigint', value: ({ sample }) => sample.sentBytes },
  { name: 'received_bytes', type: 'bigint', value: ({ sample }) => sample.receivedBytes },
  { name: 'sent_packets', type: 'bigint', value: ({ sample }) => sample.sentPackets },
  { name: 'received_packets', type: 'bigint', value: ({ sample }) => sample.receivedPackets },
  { name: 'relayed_bytes', type: 'bigint', value: ({ sample }) => sample.relayedBytes },
  { name: 'tunnels', type: 'int', value: ({ sample }) => tunnelsBy(sample, Object.keys(sample.routes)) },
  { name: 'direct_tunnels', type: 'int', value: ({ sample }) => tunnelsBy(sample, DIRECT_ROUTES) },
  { name: 'relayed_tunnels', type: 'int', value: ({ sample }) => tunnelsBy(sample, ['relayed']) },
  { name: 'handovers', type: 'int', value: ({ sample }) => Math.min(sample.handovers, MAX_INT) },
  { name: 'rtt_micros', type: 'int', value: ({ sample }) => scaled(sample.rttMs, 1_000) },
  { name: 'loss_ppm', type: 'int', value: ({ sample }) => scaled(sample.loss, 1_000_000) },
  { name: 'network_type', type: 'text', value: ({ sample }) => sample.network },
  { name: 'battery_percent', type: 'smallint', value: ({ sample }) => scaled(sample.batteryPercent, 1) },
];
const DIRECT_ROUTES = ['sameLan', 'directV6', 'directV4', 'punched'];
const MAX_INT = 2_147_483_647;

/**
 * Commits batches in the caller's transaction: samples once per (node, boot, sequence), the newest tunnels, the
 * time each node was last heard. Returns what may be acknowledged; a batch of an unknown node is absent from it.
 */
export async function writeTelemetry(
  client: ClientBase,
  batches: readonly ReceivedBatch<TelemetryBatch>[],
): Promise<WrittenRows> {
  const boots = await lockBoots(
    client,
    batches.map(({ node, batch: { bootId, oldest } }) => ({ node, bootId, oldest })),
  );
  const known = batches.filter(({ node, batch }) => boots.has(bootKey({ node, bootId: batch.bootId })));
  const rows = known.flatMap(({ node, batch, receivedAt }) => {
    const { series, committed } = boots.get(bootKey({ node, bootId: batch.bootId })) as Boot;
    const numbered = batch.samples.map((sample, index) => ({
      series,
      sequence: batch.sequence + index,
      sample,
      receivedAt,
    }));
    // What is committed may long be gone from this table.
    return numbered.filter(({ sequence }) => sequence > committed);
  });
  const stored = await storedBeyond(client, [...boots.values()]);
  const inserted = await insertSamples(
    client,
    rows.filter((row) => !stored.has(sampleKey(row))),
  );
  await client.query(
    `UPDATE telemetry_boots AS boot SET last_sample_at = greatest(boot.last_sample_at, newest.at)
     FROM (SELECT series, max(at) AS at FROM unnest($1::int[], $2::timestamptz[]) AS rows (series, at) GROUP BY series) AS newest
     WHERE boot.series = newest.series`,
    [rows.map(({ series }) => series), rows.map(({ sample, receivedAt }) => notAfter(sample.at, receivedAt))],
  );
  await writeTunnels(client, known);
  await markHeard(
    client,
    known.map(({ node }) => node),
  );
  await noteNewestSamples(client, known);
  return { committed: await advanceCommitted(client, 'samples', boots.values()), rows: inserted };
}

/** Writes what each node's newest sample says beside its presence, whose rows the caller has locked in their order. */
async function noteNewestSamples(
  client: ClientBase,
  batches: readonly ReceivedBatch<TelemetryBatch>[],
): Promise<void> {
  const rows = batches.flatMap(({ node, receivedAt, batch }) =>
    batch.samples.map((sample) => ({ node, at: notAfter(sample.at, receivedAt), sample })),
  );
  await client.query(
    `UPDATE presence SET sampled_at = newest.at, rtt_micros = newest.rtt_micros, network_type = newest.network_type
     FROM (
       SELECT DISTINCT ON (node) * FROM unnest($1::text[], $2::timestamptz[], $3::int[], $4::text[])
         AS rows (node, at, rtt_micros, network_type)
       ORDER BY node, at DESC
     ) AS newest
     WHERE presence.node_id = newest.node AND newest.at >= coalesce(presence.sampled_at, '-infinity')`,
    [
      rows.map(({ node }) => node),
      rows.map(({ at }) => at),
      rows.map(({ sample }) => scaled(sample.rttMs, 1_000)),
      rows.map(({ sample }) => sample.network),
    ],
  );
}

/** Of what runs have beyond their mark: `sampleKey` of each. The key of the table holds the arrival too and refuses none. */
async function storedBeyond(client: ClientBase, boots: readonly Boot[]): Promise<Set<string>> {
  // The order makes it a look into the index for each run, however big the table is.
  const { rows } = await client.query<{ series: number; sequence: string }>(
    `SELECT boot.series, stored.sequence FROM unnest($1::int[], $2::bigint[]) AS boot (series, committed)
     CROSS JOIN LATERAL (
       SELECT sequence FROM telemetry_samples
       WHERE series = boot.series AND sequence > boot.committed ORDER BY sequence
     ) AS stored`,
    [boots.map(({ series }) => series), boots.map(({ committed }) => committed)],
  );
  return new Set(rows.map(({ series, sequence }) => sampleKey({ series, sequence })));
}

async function insertSamples(client: ClientBase, rows: readonly SampleRow[]): Promise<number> {
  const distinct = new Map(rows.map((row) => [sampleKey(row), row]));
  await client.query(
    `INSERT INTO telemetry_samples (${columnNames(SAMPLE_COLUMNS)}) SELECT * FROM ${unnestColumns(SAMPLE_COLUMNS)}`,
    columnValues(SAMPLE_COLUMNS, [...distinct.values()]),
  );
  return distinct.size;
}

function sampleKey({ series, sequence }: { series: number; sequence: number | string }): string {
  return `${series}/${sequence}`;
}

/** Notes that nodes were heard now and tells the pages that show them. */
export async function markHeard(client: ClientBase, nodes: readonly string[]): Promise<void> {
  const distinct = [...new Set(nodes)].sort();
  await client.query('UPDATE presence SET last_seen_at = now() WHERE node_id = ANY ($1)', [distinct]);
  await client.query('SELECT pg_notify($1, node) FROM unnest($2::text[]) AS node', [
    CHANNELS.telemetry,
    distinct,
  ]);
}

/** The node's time, or ours where its clock runs ahead: the future would hide what comes next. */
export function notAfter(wallClockMs: number, receivedAt: Date): Date {
  return new Date(Math.min(wallClockMs, receivedAt.getTime()));
}

/** A measurement as a whole number of a smaller unit. */
export function scaled(value: number | undefined, factor: number): number | null {
  return value === undefined ? null : Math.round(value * factor);
}

function tunnelsBy(sample: TelemetrySample, routes: readonly string[]): number {
  const counts: Readonly<Record<string, number | undefined>> = sample.routes;
  return routes.reduce((sum, route) => sum + (counts[route] ?? 0), 0);
}
