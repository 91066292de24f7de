import { Prisma, type PrismaClient } from '@ntmobile/prisma';
import type { Tier } from '../../../telemetry/tiers.ts';
import type { CounterSample } from './throughput.ts';
import type { TierBucket } from './tier-points.ts';

interface SampleRow {
  series: number;
  at: Date;
  sent_bytes: bigint;
  received_bytes: bigint;
}

/**
 * Samples of a node between two instants, the last one of each step, so that a day has no more points than an
 * hour. Counters are monotone: rates between the last samples of two steps are exact means. The newest sample from
 * before the window is included so that its first rate is known.
 */
export async function trafficSamples(
  prisma: PrismaClient,
  of: { nodeId: string; from: Date; to: Date; stepMs: number },
): Promise<CounterSample[]> {
  const rows = await prisma.$queryRaw<SampleRow[]>`
    WITH runs AS (SELECT series FROM telemetry_boots WHERE node_id = ${of.nodeId})
    (
      SELECT DISTINCT ON (step, series) series, at, sent_bytes, received_bytes
      FROM (
        SELECT s.*, floor(extract(epoch FROM s.at) * 1000 / ${of.stepMs}) AS step
        FROM runs JOIN telemetry_samples s USING (series)
        WHERE s.at >= ${of.from} AND s.at <= ${of.to}
      ) stepped
      ORDER BY step, series, at DESC
    ) UNION ALL (
      SELECT before.* FROM runs CROSS JOIN LATERAL (
        SELECT s.series, s.at, s.sent_bytes, s.received_bytes FROM telemetry_samples s
        WHERE s.series = runs.series AND s.at < ${of.from} ORDER BY s.at DESC LIMIT 1
      ) before
      ORDER BY before.at DESC LIMIT 1
    )`;
  return rows.map((row) => ({
    series: row.series,
    at: row.at.getTime(),
    sentBytes: Number(row.sent_bytes),
    receivedBytes: Number(row.received_bytes),
  }));
}

/** Buckets of a node in a tier that lie in a window, also in part, in order of time. */
export async function trafficBuckets(
  prisma: PrismaClient,
  of: { nodeId: string; from: Date; to: Date; tier: Tier },
): Promise<TierBucket[]> {
  const { table, bucketMs } = of.tier;
  const rows = await prisma.$queryRaw<
    { at: Date; covered_ms: bigint; sent_bytes: bigint; received_bytes: bigint }[]
  >`
    SELECT at, covered_ms, sent_bytes, received_bytes FROM ${Prisma.raw(table)}
    WHERE node_id = ${of.nodeId} AND at > ${new Date(of.from.getTime() - bucketMs)} AND at < ${of.to}
    ORDER BY at`;
  return rows.map((row) => ({
    at: row.at.getTime(),
    coveredMs: Number(row.covered_ms),
    sentBytes: Number(row.sent_bytes),
    receivedBytes: Number(row.received_bytes),
  }));
}

/** Seconds between two samples that the node is to send; undefined where nothing was configured. */
export async function telemetryInterval(prisma: PrismaClient, nodeId: string): Promise<number | undefined> {
  const rows = await prisma.$queryRaw<{ seconds: number | null }[]>`
    SELECT (r.sections::json -> 'telemetry' ->> 'intervalSeconds')::int AS seconds
    FROM node_config_states s
    JOIN config_revisions r ON r.node_id = s.node_id AND r.revision = s.desired_revision
    WHERE s.node_id = ${nodeId}`;
  return rows[0]?.seconds ?? undefined;
}
