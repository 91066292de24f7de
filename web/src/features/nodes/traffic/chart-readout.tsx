import { DIRECTIONS, isShown, type ShownDirections } from './chart-data.ts';
import { rateWords } from './rate-text.ts';
import type { ThroughputPoint } from './throughput.ts';

interface ChartReadoutProps {
  point: ThroughputPoint;
  directions: ShownDirections;
  stepMs: number;
  /** Distance of the crosshair from the chart's left in CSS pixels. */
  left: number;
  /** Width of the chart in CSS pixels. */
  width: number;
}

const READOUT_WIDTH = 176;

/** Everything that is known at the crosshair, beside it on the side that has place. */
export function ChartReadout({ point, directions, stepMs, left, width }: ChartReadoutProps) {
  const x = left + READOUT_WIDTH + 70 < width ? left + 62 : left - READOUT_WIDTH + 32;
  return (
    <div
      className="pointer-events-none absolute top-4 z-10 rounded-2 bg-raised px-3 py-2 text-sm shadow-2"
      style={{ left: Math.max(4, x), width: READOUT_WIDTH }}
    >
      <p className="text-ink-3">
        {new Date(point.at).toLocaleTimeString('en-GB')}, {stepMs / 1000} s mean
      </p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3">
        {DIRECTIONS.filter(({ shownAs }) => isShown(directions, shownAs)).map(({ key, word, token }) => (
          <div key={key} className="contents">
            <dt className="flex items-center gap-1.5">
              <svg viewBox="0 0 8 2" width="8" height="2" aria-hidden="true">
                <path d="M0 1h8" stroke={`var(${token})`} strokeWidth="2" />
              </svg>
              {word}
            </dt>
            <dd className="text-right">{point[key] === null ? 'line begins' : rateWords(point[key])}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** The same in words, for readers that do not see the chart. */
export function readoutWords(point: ThroughputPoint): string {
  const time = new Date(point.at).toLocaleTimeString('en-GB');
  return `${time}: in ${rateWords(point.received)}, out ${rateWords(point.sent)}`;
}
