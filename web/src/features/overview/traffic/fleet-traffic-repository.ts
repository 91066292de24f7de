import type { PrismaClient } from '@ntmobile/prisma';

/** What all nodes together carried in one point. Bytes are spread evenly between the samples that count them. */
export interface FleetTrafficRow {
  /** Number of the point: its begin divided by its width. */
  point: number;
  sent_bytes: number;
  received_bytes: number;
  /** Seconds of the point that samples cover, added up over all nodes. */
  covered_seconds: number;
}

/**
 * Adds up the growth of all counters between two instants. Two samples of a run further apart than `gapMs` say
 * nothing about the time between. One read of the samples of the window; nothing else grows with the fleet.
 */
export function fleetTraffic(
  prisma: PrismaClient,
  of: { from: Date; to: Date; stepMs: number; gapMs: number },
): Promise<FleetTrafficRow[]> {
  const step = of.stepMs / 1000;
  const before = new Date(of.from.getTime() - of.gapMs);
  const after = new Date(of.to.getTime() + of.gapMs);
  return prisma.$queryRaw<FleetTrafficRow[]>`
    SELECT point::int AS point, sum(sent * share)::float8 AS sent_bytes, sum(received * share)::float8 AS received_bytes,
      sum(seconds)::float8 AS covered_seconds
    FROM (
      SELECT sent, received, point, least(ended, (point + 1) * ${step}::float8) - greatest(began, point * ${step}::float8) AS seconds,
        (least(ended, (point + 1) * ${step}::float8) - greatest(began, point * ${step}::float8)) / (ended - began) AS share
      FROM (
        SELECT at AS ended, lag(at) OVER run AS began, (sent - lag(sent) OVER run)::float8 AS sent,
          (received - lag(received) OVER run)::float8 AS received
        FROM (
          SELECT series, extract(epoch FROM at)::float8 AS at, sent_bytes AS sent, received_bytes AS received
          FROM telemetry_samples WHERE at > ${before} AND at <= ${after}
        ) samples WINDOW run AS (PARTITION BY series ORDER BY at)
      ) pairs CROSS JOIN LATERAL generate_series(floor(began / ${step}::float8)::int, floor(ended / ${step}::float8)::int) AS point
      WHERE ended > began AND ended - began <= ${of.gapMs / 1000}::float8 AND sent >= 0 AND received >= 0
    ) parts
    WHERE point >= ${Math.floor(of.from.getTime() / of.stepMs)} AND point < ${Math.floor(of.to.getTime() / of.stepMs)}
    GROUP BY point ORDER BY point`;
}

/** Seconds between two samples as the fleet's configuration asks for them; undefined before the first. */
export async function fleetInterval(prisma: PrismaClient): Promise<number | undefined> {
  const rows = await prisma.$queryRaw<{ seconds: number | null }[]>`
    SELECT (sections::json -> 'telemetry' ->> 'intervalSeconds')::int AS seconds
    FROM fleet_configs WHERE status = 'current' ORDER BY version DESC LIMIT 1`;
  return rows[0]?.seconds ?? undefined;
}
