import type { PrismaClient } from '@ntmobile/prisma';
import { type CounterSample, GAP_MS } from './throughput.ts';

/** Most points of a chart. */
export const MAX_POINTS = 900;

interface SampleRow {
  series: number;
  at: Date;
  sent_bytes: bigint;
  received_bytes: bigint;
}

/**
 * Samples of a node between two instants, the last one of each step, so that a day has no more points than an
 * hour. Counters are monotone: rates between the last samples of two steps are exact means. Samples from before
 * the window are included so that its first rate is known.
 */
export async function trafficSamples(
  prisma: PrismaClient,
  of: { nodeId: string; from: Date; to: Date },
): Promise<CounterSample[]> {
  const stepSeconds = Math.max(1, Math.ceil((of.to.getTime() - of.from.getTime()) / 1000 / MAX_POINTS));
  const earlier = new Date(of.from.getTime() - GAP_MS);
  const rows = await prisma.$queryRaw<SampleRow[]>`
    SELECT DISTINCT ON (step, series) series, at, sent_bytes, received_bytes
    FROM (
      SELECT s.*, floor(extract(epoch FROM s.at) / ${stepSeconds}) AS step
      FROM telemetry_boots b JOIN telemetry_samples s ON s.series = b.series
      WHERE b.node_id = ${of.nodeId} AND s.at > ${earlier} AND s.at <= ${of.to}
    ) stepped
    ORDER BY step, series, at DESC`;
  return rows.map((row) => ({
    series: row.series,
    at: row.at.getTime(),
    sentBytes: Number(row.sent_bytes),
    receivedBytes: Number(row.received_bytes),
  }));
}
