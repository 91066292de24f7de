import { z } from 'zod';
import { authedProcedure } from '../../../trpc/init.ts';
import { nodeIdInput } from '../node-id-input.ts';
import { requireNode } from '../require-node.ts';
import { chartMarks, laneChanges } from './chart-history-repository.ts';
import { chartLanes } from './chart-lanes.ts';
import { stepOf, TRAFFIC_RANGES } from './range.ts';
import { gapLength, telemetryGaps, throughput } from './throughput.ts';
import { tierOf } from './tier-of.ts';
import { tierPoints } from './tier-points.ts';
import { telemetryInterval, trafficBuckets, trafficSamples } from './traffic-repository.ts';

const WALL_CLOCK = z.int().min(0).max(8_640_000_000_000_000);
/** What a node does that was never given a configuration. */
const DEFAULT_INTERVAL_SECONDS = 60;

const input = z.strictObject({
  nodeId: nodeIdInput,
  /** The last so many minutes, or an exact window. */
  window: z.union([
    z.enum(Object.keys(TRAFFIC_RANGES) as [keyof typeof TRAFFIC_RANGES]),
    z.strictObject({ from: WALL_CLOCK, to: WALL_CLOCK }).refine(({ from, to }) => from < to),
  ]),
});

/** Throughput of a node over time. */
export const nodeTrafficProcedure = authedProcedure
  .input(input)
  .query(async ({ ctx, input: { nodeId, window } }) => {
    await requireNode(ctx.prisma, nodeId);
    const now = ctx.now.getTime();
    const { from, to } =
      typeof window === 'string' ? { from: now - TRAFFIC_RANGES[window].ms, to: now } : window;
    const tier = tierOf({ from, to, now });
    const stepMs = tier?.bucketMs ?? stepOf(to - from);
    const intervalSeconds = (await telemetryInterval(ctx.prisma, nodeId)) ?? DEFAULT_INTERVAL_SECONDS;
    const gapMs = gapLength({ intervalSeconds, stepMs });
    const of = { nodeId, from: new Date(from), to: new Date(to) };
    const marks = await chartMarks(ctx.prisma, of);
    const changes = tier === undefined ? await laneChanges(ctx.prisma, { ...of, gapMs }) : undefined;
    const points =
      tier === undefined
        ? throughput(await trafficSamples(ctx.prisma, { ...of, stepMs }), gapMs).filter(
            (point) => point.at >= from,
          )
        : tierPoints(await trafficBuckets(ctx.prisma, { ...of, tier }), {
            from,
            to,
            now,
            gapMs,
            bucketMs: tier.bucketMs,
          });
    const gaps = telemetryGaps(points, { from, to: Math.min(to, now), gapMs });
    const lastSampleAt = points.at(-1)?.at ?? null;
    return {
      now,
      from,
      to,
      stepMs,
      points,
      gaps,
      lastSampleAt,
      marks,
      /** Null where the window is read from what was made of samples, which says nothing of network and route. */
      lanes: changes === undefined ? null : chartLanes(changes, { lastAt: lastSampleAt ?? from, gapMs }),
    };
  });
