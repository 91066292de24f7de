import type { FleetPoint } from './fleet-traffic.ts';

export function highestRate(points: readonly FleetPoint[]): number {
  return points.reduce((highest, { sent, received }) => Math.max(highest, sent ?? 0, received ?? 0), 0);
}

/** The end of an axis of rates that holds `rate`: a round number of few digits, at least 1 kbit/s. */
export function axisTop(rate: number): number {
  const least = Math.max(1_000, rate);
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((top) => top >= least) ?? 10 * power;
}

/** A line through known points in a square of 1 by 1, and the ground under it. Unknown points break both. */
export function linePaths(values: readonly (number | null)[], top: number): { line: string; area: string } {
  const place = (index: number, value: number) =>
    `${((index + 0.5) / values.length).toFixed(5)} ${(1 - value / top).toFixed(5)}`;
  let [line, area, drawing] = ['', '', false];
  values.forEach((value, index) => {
    if (value === null) {
      drawing = false;
      return;
    }
    const x = ((index + 0.5) / values.length).toFixed(5);
    line += `${drawing ? 'L' : 'M'}${place(index, value)}`;
    area += drawing ? `L${place(index, value)}` : `M${x} 1L${place(index, value)}`;
    drawing = true;
    if ((values[index + 1] ?? null) === null) area += `L${x} 1Z`;
  });
  return { line, area };
}

/** Runs of points of which nothing is known, as begin and width in parts of the chart. */
export function unknownRuns(points: readonly FleetPoint[]): { begin: number; width: number }[] {
  const runs: { begin: number; width: number }[] = [];
  let length = 0;
  for (let index = 0; index <= points.length; index++) {
    if (index < points.length && points[index]?.sent === null) length += 1;
    else {
      if (length > 0) runs.push({ begin: (index - length) / points.length, width: length / points.length });
      length = 0;
    }
  }
  return runs;
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
