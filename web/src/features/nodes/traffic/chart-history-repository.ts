import type { PrismaClient } from '@ntmobile/prisma';
import type { LaneChange, LaneRoute } from './chart-lanes.ts';

/** Something that happened at an instant, with a few words for it. */
export interface ChartMark {
  readonly at: number;
  readonly kind: 'handover' | 'network' | 'start' | 'config';
  readonly text: string;
}

interface LaneRow {
  at: Date;
  before_at: Date | null;
  network_type: string | null;
  route: LaneRoute;
}

/** Most changes of a lane: more could not be told apart. */
const MOST_CHANGES = 400;
const MOST_MARKS = 60;

/**
 * Samples of a window at which network or route are others than at the sample before, or after a silence, in order of
 * time. The newest where it is much: the last one holds until now, so that leaving it out would tell what is not so.
 */
export async function laneChanges(
  prisma: PrismaClient,
  of: { nodeId: string; from: Date; to: Date; gapMs: number },
): Promise<LaneChange[]> {
  const rows = await prisma.$queryRaw<LaneRow[]>`
    SELECT at, before_at, network_type, route FROM (
      SELECT at, network_type, route, lag(at) OVER w AS before_at, lag(network_type) OVER w AS network_before,
        lag(route) OVER w AS route_before
      FROM (
        SELECT s.at, s.network_type,
          CASE WHEN s.tunnels = 0 THEN 'none' WHEN s.relayed_tunnels > 0 THEN 'relayed' ELSE 'direct' END AS route
        FROM telemetry_boots b JOIN telemetry_samples s USING (series)
        WHERE b.node_id = ${of.nodeId} AND s.at >= ${of.from} AND s.at <= ${of.to}
      ) sampled
      WINDOW w AS (ORDER BY at)
    ) compared
    WHERE before_at IS NULL OR at - before_at > make_interval(secs => ${of.gapMs / 1000})
      OR network_type IS DISTINCT FROM network_before OR route <> route_before
    ORDER BY at DESC LIMIT ${MOST_CHANGES}`;
  return rows.reverse().map((row) => ({
    at: row.at.getTime(),
    beforeAt: row.before_at?.getTime() ?? null,
    network: row.network_type,
    route: row.route,
  }));
}

/** What happened to a node in a window that belongs on the axis, in order of time; the newest where it is much. */
export async function chartMarks(
  prisma: PrismaClient,
  of: { nodeId: string; from: Date; to: Date },
): Promise<ChartMark[]> {
  const rows = await prisma.$queryRaw<{ at: Date; kind: ChartMark['kind']; text: string | null }[]>`
    (
      SELECT at, CASE kind WHEN 'networkChanged' THEN 'network' WHEN 'started' THEN 'start' ELSE kind END AS kind,
        detail ->> 'text' AS text
      FROM node_events
      WHERE node_id = ${of.nodeId} AND at >= ${of.from} AND at <= ${of.to}
        AND kind IN ('handover', 'networkChanged', 'started')
      ORDER BY at DESC LIMIT ${MOST_MARKS}
    ) UNION ALL (
      SELECT at, 'config' AS kind, 'r' || revision || ' applied' AS text FROM config_reports
      WHERE node_id = ${of.nodeId} AND at >= ${of.from} AND at <= ${of.to} AND status = 'applied'
      ORDER BY at DESC LIMIT ${MOST_MARKS}
    ) ORDER BY at`;
  return rows.map(({ at, kind, text }) => ({ at: at.getTime(), kind, text: text ?? '' }));
}
