import type { FleetCarried, FleetTrafficRow } from './fleet-traffic-repository.ts';

/** A point of the fleet's chart. Rates in bits a second, in and out of all nodes; null where no node told anything. */
export interface FleetPoint {
  readonly from: number;
  /** Its end. */
  readonly at: number;
  /** Carried from node to node without a relay. */
  readonly endToEnd: number | null;
  readonly relayed: number | null;
  readonly handovers: number | null;
}

interface PointWindow {
  readonly from: number;
  readonly to: number;
  readonly stepMs: number;
}

/** Points from `from` to `to`; the first and the last may be shorter than the others. */
export function pointsOf(rows: readonly FleetTrafficRow[], { from, to, stepMs }: PointWindow): FleetPoint[] {
  const byNumber = new Map(rows.map((row) => [row.point, row]));
  const points: FleetPoint[] = [];
  for (let number = Math.floor(from / stepMs); number * stepMs < to; number++) {
    const of = { from: Math.max(from, number * stepMs), at: Math.min(to, (number + 1) * stepMs) };
    points.push(pointOf(byNumber.get(number), of));
  }
  return points;
}

/** Less than half a point of one node is no picture of the fleet. */
export function pointOf(
  carried: FleetCarried | undefined,
  { from, at }: Pick<FleetPoint, 'from' | 'at'>,
): FleetPoint {
  const ms = at - from;
  if (carried === undefined || carried.covered_ms * 2 < ms)
    return { from, at, endToEnd: null, relayed: null, handovers: null };
  const rate = (bytes: number) => (bytes * 8 * 1000) / ms;
  const relayed = Math.min(carried.relayed_bytes, carried.bytes);
  return {
    from,
    at,
    endToEnd: rate(carried.bytes - relayed),
    relayed: rate(relayed),
    handovers: carried.handovers,
  };
}
