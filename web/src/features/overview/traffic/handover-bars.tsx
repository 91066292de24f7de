import type { Outputs } from '../../../trpc/outputs.ts';
import { axisTop, placeOf } from './chart-scale.ts';

type Traffic = Outputs['overview']['traffic'];

/** Handovers of all nodes in each point, under the axis of time; a point that nobody told of has no bar. */
export function HandoverBars({ traffic }: { traffic: Traffic }) {
  const { points, stepMs } = traffic;
  const top = axisTop(Math.max(0, ...points.map(({ handovers }) => handovers ?? 0)), 1);
  return (
    <>
      <div className="fleet-chart-rates fleet-chart-lane" aria-hidden="true">
        <span style={{ top: 0 }}>{top}</span>
        <span style={{ top: '100%' }}>0</span>
      </div>
      <svg
        viewBox="0 0 1 1"
        preserveAspectRatio="none"
        aria-hidden="true"
        className="fleet-chart-lane size-full border-b border-line"
      >
        {points.map(({ from, at, handovers }) => {
          if (handovers === null || handovers === 0) return null;
          const [begin, end] = [placeOf(from, traffic), placeOf(at, traffic)];
          return (
            <rect
              key={from}
              x={begin + (end - begin) * 0.1}
              width={(end - begin) * 0.8}
              y={1 - handovers / top}
              height={handovers / top}
              fill="var(--grey-fill)"
            />
          );
        })}
      </svg>
      <p className="fleet-chart-lane fleet-chart-lane-word">
        Handovers <span className="block text-ink-3">in {stepWords(stepMs)}</span>
      </p>
    </>
  );
}

/** The width of a point: `5 min`, `2 h`. */
export function stepWords(stepMs: number): string {
  const minutes = stepMs / 60_000;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}
