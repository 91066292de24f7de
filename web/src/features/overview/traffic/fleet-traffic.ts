import type { PrismaClient } from '@ntmobile/prisma';
import { z } from 'zod';
import { authedProcedure } from '../../../trpc/init.ts';
import { countNodes } from '../../nodes/list/node-list-repository.ts';
import { TRAFFIC_RANGES } from '../../nodes/traffic/range.ts';
import { gapLength } from '../../nodes/traffic/throughput.ts';
import { SharedAnswer } from '../shared-answer.ts';
import { FLEET_RANGE_NAMES, FLEET_RANGES, type FleetRange, offeredRanges } from './fleet-range.ts';
import { type FleetTrafficRow, fleetInterval, fleetTraffic } from './fleet-traffic-repository.ts';

const DEFAULT_INTERVAL_SECONDS = 60;
/** How long a batch may take from the node to the database before its point counts as complete. */
const ARRIVAL_MS = 15_000;

/** A point of the fleet's chart: mean rates in bits a second; null where no node told anything. */
export interface FleetPoint {
  /** Its end. */
  readonly at: number;
  readonly sent: number | null;
  readonly received: number | null;
}

/** An answer older than this is not shown while a new one is being made. */
const STALE_MS = 90_000;

/**
 * What all nodes together send and receive over time. The chart ends where every node has had the time to report,
 * so that its end does not fall off. A range that costs too much for this fleet is answered with the longest offered.
 */
export async function readFleetTraffic(prisma: PrismaClient, asked: FleetRange, at: Date) {
  const now = at.getTime();
  const [nodes, configured] = await Promise.all([countNodes(prisma), fleetInterval(prisma)]);
  const intervalSeconds = configured ?? DEFAULT_INTERVAL_SECONDS;
  const ranges = offeredRanges({ nodes, intervalSeconds });
  const range = ranges.includes(asked) ? asked : (ranges.at(-1) ?? '30m');
  const stepMs = FLEET_RANGES[range];
  const gapMs = gapLength({ intervalSeconds, stepMs: 0 });
  const to = floorTo(now - intervalSeconds * 1000 - ARRIVAL_MS, stepMs);
  const from = to - TRAFFIC_RANGES[range].ms;
  const rows = await fleetTraffic(prisma, { from: new Date(from), to: new Date(to), stepMs, gapMs });
  return { now, from, to, stepMs, range, ranges, points: pointsOf(rows, { from, to, stepMs }) };
}

type Answers = Partial<Record<FleetRange, SharedAnswer<Awaited<ReturnType<typeof readFleetTraffic>>>>>;
const answers = new WeakMap<PrismaClient, Answers>();

/** The same for everybody who has the page open: it is added up once for all. */
export const fleetTrafficProcedure = authedProcedure
  .input(z.strictObject({ range: z.enum(FLEET_RANGE_NAMES) }))
  .query(({ ctx: { prisma }, input: { range } }) => {
    const known = answers.get(prisma) ?? {};
    answers.set(prisma, known);
    known[range] ??= new SharedAnswer(() => readFleetTraffic(prisma, range, new Date()), STALE_MS);
    return known[range].get();
  });

function floorTo(at: number, stepMs: number): number {
  return Math.floor(at / stepMs) * stepMs;
}

function pointsOf(
  rows: readonly FleetTrafficRow[],
  of: { from: number; to: number; stepMs: number },
): FleetPoint[] {
  const byNumber = new Map(rows.map((row) => [row.point, row]));
  const rate = (bytes: number) => (bytes * 8 * 1000) / of.stepMs;
  return Array.from({ length: (of.to - of.from) / of.stepMs }, (_, index) => {
    const row = byNumber.get(of.from / of.stepMs + index);
    const at = of.from + (index + 1) * of.stepMs;
    // Less than half a point of one node is no picture of it.
    if (row === undefined || row.covered_seconds * 2000 < of.stepMs)
      return { at, sent: null, received: null };
    return { at, sent: rate(row.sent_bytes), received: rate(row.received_bytes) };
  });
}
