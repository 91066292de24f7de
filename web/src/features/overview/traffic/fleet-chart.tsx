'use client';

import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import type { Outputs } from '../../../trpc/outputs.ts';
import { rateUnit, rateWords } from '../../nodes/traffic/rate-text.ts';
import { ChartReadout, EndLabels } from './chart-labels.tsx';
import { axisTop, highestRate, placeOf, pointAt, unknownRuns } from './chart-scale.ts';
import { chartTime, timeTicks } from './chart-times.ts';
import { HandoverBars } from './handover-bars.tsx';
import { RouteBands } from './route-bands.tsx';

type Traffic = Outputs['overview']['traffic'];

/** Something on the axis of time, with few words. */
export interface ChartFlag {
  readonly at: number;
  readonly text: string;
}

/** Parts of the axis that have a line. */
const GRID = [1, 0.5, 0];
/** The axis reaches at least this, so that a silent fleet is a flat line and not noise. */
const LEAST_RATE = 1_000;

/** Routes stacked over time with handovers under them; the pointer or arrow keys read one point. */
export function FleetChart({ traffic, flags }: { traffic: Traffic; flags: readonly ChartFlag[] }) {
  const [read, setRead] = useState<number>();
  const { points } = traffic;
  const highest = highestRate(points);
  const top = axisTop(highest, LEAST_RATE);
  const { size } = rateUnit(highest);
  const point = read === undefined ? undefined : points[read];

  function follow(event: PointerEvent<HTMLElement>) {
    const box = event.currentTarget.getBoundingClientRect();
    setRead(pointAt(points, (event.clientX - box.left) / box.width, traffic));
  }

  return (
    <div className="fleet-chart">
      <div className="fleet-chart-rates" aria-hidden="true">
        {GRID.map((part) => (
          <span key={part} style={{ top: `${(1 - part) * 100}%` }}>
            {Number(((top * part) / size).toPrecision(3))}
          </span>
        ))}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset groups inputs, and there are none */}
      <div
        className="fleet-chart-plot"
        role="group"
        aria-roledescription="chart"
        aria-label="Throughput of all nodes by route: arrows read it"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is read by keyboard too
        tabIndex={0}
        onPointerMove={follow}
        onPointerLeave={() => setRead(undefined)}
        onBlur={() => setRead(undefined)}
        onKeyDown={(event) => setRead((before) => moved(event, before, points.length))}
      >
        <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true" className="absolute size-full">
          {GRID.map((part) => (
            <path key={part} d={`M0 ${1 - part}H1`} className="fleet-chart-grid" />
          ))}
        </svg>
        <RouteBands traffic={traffic} top={top} />
        {unknownRuns(points, traffic).map(({ begin, width }) => (
          <span
            key={begin}
            className="hatch fleet-chart-unknown"
            style={{ left: `${begin * 100}%`, width: `${width * 100}%` }}
          >
            {width > 0.25 && <span>No telemetry</span>}
          </span>
        ))}
        <Flags flags={flags} traffic={traffic} />
        {point !== undefined && (
          <ChartReadout point={point} place={placeOf((point.from + point.at) / 2, traffic)} />
        )}
      </div>
      <EndLabels points={points} top={top} unitSize={size} />
      <div className="fleet-chart-times" aria-hidden="true">
        {timeTicks(traffic).map(({ place, text }) => (
          <span key={place} style={{ left: `${place * 100}%` }}>
            {text}
          </span>
        ))}
      </div>
      <HandoverBars traffic={traffic} />
      <p className="sr-only" role="status">
        {point !== undefined &&
          `${chartTime(point.at)}: end to end ${rateWords(point.endToEnd)}, relayed ${rateWords(point.relayed)}`}
      </p>
    </div>
  );
}

function Flags({ flags, traffic }: { flags: readonly ChartFlag[]; traffic: Traffic }) {
  return flags
    .filter(({ at }) => at >= traffic.from && at <= traffic.to)
    .map(({ at, text }) => {
      const place = placeOf(at, traffic);
      return (
        <span key={at} className="fleet-chart-flag" style={{ left: `${place * 100}%` }}>
          <span className={place > 0.5 ? 'right-0' : undefined}>{text}</span>
        </span>
      );
    });
}

function moved(event: KeyboardEvent, before: number | undefined, length: number): number | undefined {
  const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, Home: -length, End: length };
  const step = steps[event.key];
  if (event.key === 'Escape') return undefined;
  if (step === undefined) return before;
  event.preventDefault();
  return Math.min(length - 1, Math.max(0, (before ?? length) + step));
}
