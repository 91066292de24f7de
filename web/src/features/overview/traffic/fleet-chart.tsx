'use client';

import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import type { Outputs } from '../../../trpc/outputs.ts';
import { formatRate, rateUnit, rateWords } from '../../nodes/traffic/rate-text.ts';
import { apart, axisTop, highestRate, linePaths, unknownRuns } from './chart-scale.ts';

type Traffic = Outputs['overview']['traffic'];

const SERIES = [
  { key: 'received', word: 'Received', token: '--chart-1' },
  { key: 'sent', word: 'Sent', token: '--chart-4' },
] as const;
/** Parts of the axis that have a line. */
const GRID = [1, 0.5, 0];

/** Two lines over time; the pointer or arrow keys read one point. */
export function FleetChart({ traffic }: { traffic: Traffic }) {
  const [read, setRead] = useState<number>();
  const { points } = traffic;
  const highest = highestRate(points);
  const top = axisTop(highest);
  const { size } = rateUnit(highest);
  const point = read === undefined ? undefined : points[read];

  function follow(event: PointerEvent<HTMLElement>) {
    const box = event.currentTarget.getBoundingClientRect();
    const index = Math.floor(((event.clientX - box.left) / box.width) * points.length);
    setRead(Math.min(points.length - 1, Math.max(0, index)));
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
        aria-label="Throughput of all nodes: arrows read it"
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
          {SERIES.map(({ key, token }) => (
            <Line key={key} values={points.map((at) => at[key])} top={top} colour={`var(${token})`} />
          ))}
        </svg>
        {unknownRuns(points).map(({ begin, width }) => (
          <span
            key={begin}
            className="hatch fleet-chart-unknown"
            style={{ left: `${begin * 100}%`, width: `${width * 100}%` }}
          >
            {width > 0.25 && <span>No telemetry</span>}
          </span>
        ))}
        {point !== undefined && read !== undefined && (
          <Readout point={point} place={(read + 0.5) / points.length} />
        )}
      </div>
      <EndLabels points={points} top={top} />
      <div className="fleet-chart-times" aria-hidden="true">
        {timeTicks(traffic).map(({ place, text }) => (
          <span key={place} style={{ left: `${place * 100}%` }}>
            {text}
          </span>
        ))}
      </div>
      <p className="sr-only" role="status">
        {point !== undefined &&
          `${clock(point.at)}: received ${rateWords(point.received)}, sent ${rateWords(point.sent)}`}
      </p>
    </div>
  );
}

function Line({ values, top, colour }: { values: readonly (number | null)[]; top: number; colour: string }) {
  const { line, area } = linePaths(values, top);
  return (
    <>
      <path d={area} fill={colour} opacity="0.12" />
      <path d={line} fill="none" stroke={colour} strokeWidth="1.4" vectorEffect="non-scaling-stroke" />
    </>
  );
}

/** Each line's name and newest value at its end, moved apart where they would cover each other. */
function EndLabels({ points, top }: { points: Traffic['points']; top: number }) {
  const last = points.at(-1);
  if (last?.sent == null) return null;
  const rates = SERIES.map((series) => ({ ...series, rate: last[series.key] ?? 0 }));
  const places = apart(rates.map(({ rate }) => 1 - rate / top));
  return (
    <div className="fleet-chart-ends" aria-hidden="true">
      {rates.map(({ key, word, token, rate }, index) => (
        <span key={key} style={{ top: `${(places[index] ?? 0) * 100}%` }}>
          <i style={{ background: `var(${token})` }} />
          {word} <span className="text-ink-2">{formatRate(rate).figure}</span>
        </span>
      ))}
    </div>
  );
}

function Readout({ point, place }: { point: Traffic['points'][number]; place: number }) {
  const beside =
    place < 0.6 ? { left: `calc(${place * 100}% + 10px)` } : { right: `calc(${(1 - place) * 100}% + 10px)` };
  return (
    <>
      <span className="absolute inset-y-0 w-px bg-ink-3" style={{ left: `${place * 100}%` }} />
      <span className="fleet-chart-readout" style={beside}>
        <span className="text-ink-3">until {clock(point.at)}</span>
        {SERIES.map(({ key, word, token }) => (
          <span key={key} className="flex items-center gap-1.5">
            <i style={{ background: `var(${token})` }} />
            {word} <span className="ml-auto">{rateWords(point[key])}</span>
          </span>
        ))}
      </span>
    </>
  );
}

function moved(event: KeyboardEvent, before: number | undefined, length: number): number | undefined {
  const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, Home: -length, End: length };
  const step = steps[event.key];
  if (event.key === 'Escape') return undefined;
  if (step === undefined) return before;
  event.preventDefault();
  return Math.min(length - 1, Math.max(0, (before ?? length) + step));
}

function clock(at: number): string {
  return new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}

/** Five times that divide the range. */
function timeTicks({ from, to }: Traffic): { place: number; text: string }[] {
  return [0, 0.25, 0.5, 0.75, 1].map((place) => ({ place, text: clock(from + (to - from) * place) }));
}
