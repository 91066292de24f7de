import { Prisma, type PrismaClient } from '@ntmobile/prisma';

/** Minutes that a row's line covers. */
export const SPARKLINE_MINUTES = 30;

interface MinuteRow {
  node_id: string;
  minute: number;
  bytes: number;
}

/** Bytes of both directions a minute over the last half hour, per node; null where there was no sample. */
export async function sparklines(
  prisma: PrismaClient,
  of: { nodeIds: readonly string[]; now: Date },
): Promise<Map<string, (number | null)[]>> {
  const lines = new Map<string, (number | null)[]>();
  if (of.nodeIds.length === 0) return lines;
  const lastMinute = Math.floor(of.now.getTime() / 60_000);
  const from = new Date((lastMinute - SPARKLINE_MINUTES) * 60_000);
  // Counters only grow within a series, so a minute's bytes are the growth of its highest value.
  const rows = await prisma.$queryRaw<MinuteRow[]>`
    SELECT node_id, minute, sum(bytes)::float8 AS bytes FROM (
      SELECT node_id, minute, highest - lag(highest) OVER (PARTITION BY series ORDER BY minute) AS bytes FROM (
        SELECT b.node_id, s.series, floor(extract(epoch FROM s.at) / 60)::int AS minute,
          max(s.sent_bytes + s.received_bytes) AS highest
        FROM telemetry_boots b JOIN telemetry_samples s ON s.series = b.series
        WHERE b.node_id IN (${Prisma.join([...of.nodeIds])}) AND s.at >= ${from}
        GROUP BY b.node_id, s.series, minute
      ) highest_of_minute
    ) growth
    WHERE bytes IS NOT NULL GROUP BY node_id, minute`;
  for (const row of rows) {
    const line = lines.get(row.node_id) ?? new Array<number | null>(SPARKLINE_MINUTES).fill(null);
    const index = row.minute - (lastMinute - SPARKLINE_MINUTES) - 1;
    if (index >= 0 && index < SPARKLINE_MINUTES) line[index] = row.bytes;
    lines.set(row.node_id, line);
  }
  return lines;
}
