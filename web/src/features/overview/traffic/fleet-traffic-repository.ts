import { Prisma, type PrismaClient } from '@ntmobile/prisma';
import { MOST_BYTES_PER_MS } from '../../../telemetry/plausible-growth.ts';
import { FLEET, type Tier } from '../../../telemetry/tiers.ts';

/** What all nodes together carried in a time. */
export interface FleetCarried {
  /** In and out of nodes: what goes from one to another counts at both. */
  bytes: number;
  /** Those of them that went through a relay. */
  relayed_bytes: number;
  handovers: number;
  /** Time that samples cover, added up over all nodes. */
  covered_ms: number;
}

/** The same of a point of the chart: its number is its begin divided by its width. */
export interface FleetTrafficRow extends FleetCarried {
  point: number;
}

/** Adds up the fleet's rows of a tier between two instants, in points of `stepMs`; its cost does not grow with the fleet. */
export function fleetTraffic(
  prisma: PrismaClient,
  of: { from: Date; to: Date; tier: Tier; stepMs: number },
): Promise<FleetTrafficRow[]> {
  return prisma.$queryRaw<FleetTrafficRow[]>`
    SELECT floor(extract(epoch FROM at) * 1000 / ${of.stepMs}::float8)::int AS point,
      sum(sent_bytes::numeric + received_bytes)::float8 AS bytes, sum(relayed_bytes)::float8 AS relayed_bytes,
      sum(handovers)::float8 AS handovers, sum(covered_ms)::float8 AS covered_ms
    FROM ${Prisma.raw(of.tier.table)}
    WHERE node_id = ${FLEET} AND at >= ${of.from} AND at < ${of.to}
    GROUP BY point ORDER BY point`;
}

const MOST_BYTES_PER_S = MOST_BYTES_PER_MS * 1000;

/**
 * Adds up the growth of all counters between two instants from the samples, for the few minutes that no tier has yet.
 * Bytes are spread evenly between the samples that count them. Two samples of a run further apart than `gapMs` say
 * nothing about the time between, and none carried more than a node can.
 */
export async function sampledTraffic(
  prisma: PrismaClient,
  of: { from: Date; to: Date; gapMs: number },
): Promise<FleetCarried> {
  const [from, to] = [of.from.getTime() / 1000, of.to.getTime() / 1000];
  const before = new Date(of.from.getTime() - of.gapMs);
  const after = new Date(of.to.getTime() + of.gapMs);
  const [row] = await prisma.$queryRaw<FleetCarried[]>`
    SELECT coalesce(sum(bytes * share), 0)::float8 AS bytes, coalesce(sum(relayed * share), 0)::float8 AS relayed_bytes,
      coalesce(round(sum(handovers * share)), 0)::float8 AS handovers, coalesce(sum(ms), 0)::float8 AS covered_ms
    FROM (
      SELECT least(sent, most) + least(received, most) AS bytes, least(relayed, most) AS relayed, handovers,
        (least(ended, ${to}::float8) - greatest(began, ${from}::float8)) * 1000 AS ms,
        (least(ended, ${to}::float8) - greatest(began, ${from}::float8)) / (ended - began) AS share
      FROM (
        SELECT extract(epoch FROM at)::float8 AS ended, extract(epoch FROM lag(at) OVER run)::float8 AS began,
          sent_bytes - lag(sent_bytes) OVER run AS sent, received_bytes - lag(received_bytes) OVER run AS received,
          greatest(relayed_bytes - lag(relayed_bytes) OVER run, 0)::float8 AS relayed,
          greatest(handovers - lag(handovers) OVER run, 0)::float8 AS handovers
        FROM telemetry_samples WHERE at > ${before} AND at <= ${after}
        WINDOW run AS (PARTITION BY series ORDER BY at)
      ) pairs CROSS JOIN LATERAL (SELECT (ended - began) * ${MOST_BYTES_PER_S}::float8 AS most) AS bound
      WHERE ended > began AND ended - began <= ${of.gapMs / 1000}::float8 AND sent >= 0 AND received >= 0
        AND ended > ${from}::float8 AND began < ${to}::float8
    ) parts`;
  return row ?? { bytes: 0, relayed_bytes: 0, handovers: 0, covered_ms: 0 };
}

/** Seconds between two samples as the fleet's configuration asks for them; undefined before the first. */
export async function fleetInterval(prisma: PrismaClient): Promise<number | undefined> {
  const rows = await prisma.$queryRaw<{ seconds: number | null }[]>`
    SELECT (sections::json -> 'telemetry' ->> 'intervalSeconds')::int AS seconds
    FROM fleet_configs WHERE status = 'current' ORDER BY version DESC LIMIT 1`;
  return rows[0]?.seconds ?? undefined;
}
