import type { Outputs } from '../../../trpc/outputs.ts';
import { type BandPaths, type BandPoint, bandPaths, carried, placeOf } from './chart-scale.ts';
import type { FleetPoint } from './fleet-points.ts';

type Traffic = Outputs['overview']['traffic'];

/** What went end to end, and what was relayed on top of it, hatched. */
export function RouteBands({ traffic, top }: { traffic: Traffic; top: number }) {
  const band = (lower: (point: FleetPoint) => number | null, upper: (point: FleetPoint) => number | null) =>
    bandPaths(traffic.points.map((point) => bandPoint(point, { lower: lower(point), upper: upper(point) })));
  function bandPoint(
    point: FleetPoint,
    rates: { lower: number | null; upper: number | null },
  ): BandPoint | null {
    if (rates.lower === null || rates.upper === null) return null;
    const x = placeOf((point.from + point.at) / 2, traffic);
    return { x, lower: rates.lower / top, upper: rates.upper / top };
  }
  const endToEnd = band(
    () => 0,
    (point) => point.endToEnd,
  );
  const relayed = band((point) => point.endToEnd, carried);
  const isRelayed = traffic.points.some((point) => (point.relayed ?? 0) > 0);
  return (
    <>
      <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true" className="absolute size-full">
        {isRelayed && <BandEdge of={relayed} stroke="var(--route-relayed-fill)" />}
        <path d={endToEnd.area} fill="var(--route-direct-fill)" opacity="var(--chart-area)" />
        <BandEdge of={endToEnd} stroke="var(--route-direct-fill)" />
      </svg>
      {isRelayed && <Hatched area={relayed.area} />}
    </>
  );
}

/** The upper edge of a band; a point that stands alone is a dot, where a line would show nothing. */
function BandEdge({ of, stroke }: { of: BandPaths; stroke: string }) {
  return (
    <>
      <path d={of.line} className="fleet-chart-line" stroke={stroke} />
      <path d={of.dots} className="fleet-chart-line fleet-chart-dot" stroke={stroke} />
    </>
  );
}

/** A band in a square of 1 by 1, filled with lines that keep their width however wide the chart is. */
function Hatched({ area }: { area: string }) {
  return (
    <svg aria-hidden="true" className="absolute size-full">
      <defs>
        <clipPath id="relayed-band" clipPathUnits="objectBoundingBox">
          <path d={area} />
        </clipPath>
        <pattern
          id="relayed-lines"
          width="5"
          height="5"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width="5" height="5" fill="var(--route-relayed-fill)" opacity="0.4" />
          <rect width="1.5" height="5" fill="var(--route-relayed-fill)" />
        </pattern>
      </defs>
      <rect width="100%" height="100%" fill="url(#relayed-lines)" clipPath="url(#relayed-band)" />
    </svg>
  );
}
