import type { FleetPoint } from './fleet-points.ts';

/** The time that a chart shows, in milliseconds since 1970. */
export interface ChartTime {
  readonly from: number;
  readonly to: number;
}

/** All that went in a point, by whatever route; null where nothing is known. */
export function carried({ endToEnd, relayed }: FleetPoint): number | null {
  return endToEnd === null || relayed === null ? null : endToEnd + relayed;
}

/** The highest rate of all points, 0 where none is known. */
export function highestRate(points: readonly FleetPoint[]): number {
  return points.reduce((highest, point) => Math.max(highest, carried(point) ?? 0), 0);
}

/** The end of an axis that holds `value`: a round number of few digits, not below `least`. */
export function axisTop(value: number, least: number): number {
  const held = Math.max(least, value);
  const power = 10 ** Math.floor(Math.log10(held));
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((top) => top >= held) ?? 10 * power;
}

/** Where an instant is, in parts of the chart's width. */
export function placeOf(at: number, { from, to }: ChartTime): number {
  return (at - from) / (to - from);
}

/** A band between two edges at an instant, both as parts of the chart's height. */
export interface BandPoint {
  readonly x: number;
  readonly lower: number;
  readonly upper: number;
}

/** What a band is drawn of, in a square of 1 by 1. */
export interface BandPaths {
  /** The upper edge. Unknown points break it, and the ground. */
  readonly line: string;
  readonly area: string;
  /** Places of the edge where it is a single point, with something unknown on either side. */
  readonly dots: string;
}

/** Draws a band; points of which nothing is known are null. */
export function bandPaths(points: readonly (BandPoint | null)[]): BandPaths {
  let [line, area, dots] = ['', '', ''];
  let run: BandPoint[] = [];
  for (const point of [...points, null]) {
    if (point !== null) run.push(point);
    else if (run.length > 0) {
      const upper = joined(run.map(({ x, upper }) => ({ x, y: upper })));
      line += `M${upper}`;
      if (run.length === 1) dots += `M${upper}h0`;
      area += `M${upper}L${joined(run.map(({ x, lower }) => ({ x, y: lower })).reverse())}Z`;
      run = [];
    }
  }
  return { line, area, dots };
}

function joined(places: readonly { x: number; y: number }[]): string {
  return places.map(({ x, y }) => `${x.toFixed(5)} ${(1 - y).toFixed(5)}`).join('L');
}

/** Runs of points of which nothing is known, as begin and width in parts of the chart. */
export function unknownRuns(
  points: readonly FleetPoint[],
  time: ChartTime,
): { begin: number; width: number }[] {
  const runs: { begin: number; width: number }[] = [];
  let from: number | undefined;
  let to = 0;
  const end = () => {
    if (from !== undefined)
      runs.push({ begin: placeOf(from, time), width: placeOf(to, time) - placeOf(from, time) });
    from = undefined;
  };
  for (const point of points) {
    if (point.endToEnd !== null) end();
    else {
      from ??= point.from;
      to = point.at;
    }
  }
  end();
  return runs;
}

/** The point that holds a place in the chart. */
export function pointAt(points: readonly FleetPoint[], place: number, time: ChartTime): number {
  const at = time.from + place * (time.to - time.from);
  const index = points.findIndex((point) => at < point.at);
  return index === -1 ? points.length - 1 : index;
}

/** Part of the chart's height that a label takes. */
const LABEL = 0.08;

/** Places of labels from the top, moved as little as it takes that none covers another or leaves the chart. */
export function apart(places: readonly number[]): number[] {
  const order = places
    .map((_, index) => index)
    .sort((one, other) => (places[one] ?? 0) - (places[other] ?? 0));
  const moved = [...places];
  const lowest = 1 - LABEL / 2;
  order.forEach((index, nth) => {
    const above = nth === 0 ? 0 : (moved[order[nth - 1] as number] as number) + LABEL;
    const below = lowest - LABEL * (order.length - 1 - nth);
    moved[index] = Math.min(below, Math.max(above, places[index] as number));
  });
  return moved;
}
