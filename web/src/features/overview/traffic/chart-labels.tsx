import { figureOnAxis, rateWords } from '../../nodes/traffic/rate-text.ts';
import { apart } from './chart-scale.ts';
import { chartTime } from './chart-times.ts';
import type { FleetPoint } from './fleet-points.ts';

interface EndLabelsProps {
  points: readonly FleetPoint[];
  /** Bits a second at the top of the axis, and in one of its unit. */
  top: number;
  unitSize: number;
}

/** Each route's name and newest value beside its band, moved apart where they would cover each other. */
export function EndLabels({ points, top, unitSize }: EndLabelsProps) {
  const last = points.at(-1);
  if (last === undefined || last.endToEnd === null || last.relayed === null) return <div />;
  const { endToEnd, relayed } = last;
  const places = apart([1 - (endToEnd + relayed / 2) / top, 1 - endToEnd / 2 / top]);
  const labels = [
    { word: 'Relayed', rate: relayed, className: 'route-relayed' },
    { word: 'End to end', rate: endToEnd, className: 'route-direct' },
  ];
  return (
    <div className="fleet-chart-ends" aria-hidden="true">
      {labels.map(({ word, rate, className }, index) => (
        <span key={word} style={{ top: `${(places[index] ?? 0) * 100}%` }}>
          <span className={className}>{word}</span>{' '}
          <span className="text-ink-2">{figureOnAxis(rate, unitSize)}</span>
        </span>
      ))}
    </div>
  );
}

/** What one point says, beside the pointer. */
export function ChartReadout({ point, place }: { point: FleetPoint; place: number }) {
  const beside =
    place < 0.6 ? { left: `calc(${place * 100}% + 10px)` } : { right: `calc(${(1 - place) * 100}% + 10px)` };
  const lines = [
    ['End to end', rateWords(point.endToEnd)],
    ['Relayed', rateWords(point.relayed)],
    ['Handovers', point.handovers === null ? '–' : point.handovers.toLocaleString('en')],
  ];
  return (
    <>
      <span className="absolute inset-y-0 w-px bg-ink-3" style={{ left: `${place * 100}%` }} />
      <span className="fleet-chart-readout" style={beside}>
        <span className="text-ink-3">until {chartTime(point.at)}</span>
        {lines.map(([word, value]) => (
          <span key={word} className="flex gap-3">
            {word} <span className="ml-auto">{value}</span>
          </span>
        ))}
      </span>
    </>
  );
}
