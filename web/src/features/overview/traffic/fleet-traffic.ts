import type { PrismaClient } from '@ntmobile/prisma';
import { z } from 'zod';
import { authedProcedure } from '../../../trpc/init.ts';
import { gapLength } from '../../nodes/traffic/throughput.ts';
import { SharedAnswer } from '../shared-answer.ts';
import { pointOf, pointsOf } from './fleet-points.ts';
import { FLEET_RANGE_NAMES, FLEET_RANGES, type FleetRange } from './fleet-range.ts';
import { fleetInterval, fleetTraffic, sampledTraffic } from './fleet-traffic-repository.ts';

const MINUTE_MS = 60_000;
const DEFAULT_INTERVAL_SECONDS = 60;
/** How long a batch may take from the node to the database before its minute counts as complete. */
const ARRIVAL_MS = 15_000;
/** How long a committed sample may wait until it is in the tiers, which are filled once a minute. */
const ROLLED_UP_MS = 75_000;

/** An answer older than this is not shown while a new one is being made. */
const STALE_MS = 90_000;

/** The newest instants of which everything is known: in the tiers, and in the samples. */
function completeUntil(of: { now: number; intervalSeconds: number; bucketMs: number }) {
  const reported = of.now - of.intervalSeconds * 1000 - ARRIVAL_MS;
  return {
    tier: floorTo(reported - ROLLED_UP_MS, of.bucketMs),
    samples: floorTo(reported, MINUTE_MS),
  };
}

/**
 * What all nodes together carry over time, by route. The chart ends where every node has had the time to report, so
 * that its end does not fall off.
 */
export async function readFleetTraffic(prisma: PrismaClient, range: FleetRange, at: Date) {
  const now = at.getTime();
  const { ms, tier, stepMs, toTheMinute } = FLEET_RANGES[range];
  const intervalSeconds = (await fleetInterval(prisma)) ?? DEFAULT_INTERVAL_SECONDS;
  const until = completeUntil({ now, intervalSeconds, bucketMs: tier.bucketMs });
  const to = toTheMinute ? Math.max(until.samples, until.tier) : until.tier;
  const from = floorTo(to - ms, tier.bucketMs);
  const window = { from, to: until.tier, stepMs };
  const newest = { from: until.tier, at: to };
  const [rows, sampled] = await Promise.all([
    fleetTraffic(prisma, { from: new Date(from), to: new Date(until.tier), tier, stepMs }),
    newest.at > newest.from
      ? sampledTraffic(prisma, {
          from: new Date(newest.from),
          to: new Date(newest.at),
          gapMs: gapLength({ intervalSeconds, stepMs: 0 }),
        })
      : undefined,
  ]);
  const points = pointsOf(rows, window);
  return {
    now,
    from,
    to,
    stepMs,
    range,
    points: sampled === undefined ? points : [...points, pointOf(sampled, newest)],
  };
}

type Answers = Partial<Record<FleetRange, SharedAnswer<Awaited<ReturnType<typeof readFleetTraffic>>>>>;
const answers = new WeakMap<PrismaClient, Answers>();

/** The same for everybody who has the page open: it is added up once for all. */
export const fleetTrafficProcedure = authedProcedure
  .input(z.strictObject({ range: z.enum(FLEET_RANGE_NAMES) }))
  .query(async ({ ctx: { prisma }, input: { range } }) => {
    const known = answers.get(prisma) ?? {};
    answers.set(prisma, known);
    known[range] ??= new SharedAnswer(() => readFleetTraffic(prisma, range, new Date()), STALE_MS);
    return (await known[range].atHand()).value;
  });

function floorTo(at: number, stepMs: number): number {
  return Math.floor(at / stepMs) * stepMs;
}
