import { formatInstant } from '../../../ui/live/age.ts';
import { rateWords } from './rate-text.ts';
import type { ThroughputPoint } from './throughput.ts';

const SHOWN = 200;

/** The chart's points as a table, newest first. */
export function ThroughputTable({ points }: { points: readonly ThroughputPoint[] }) {
  const newest = points.slice(-SHOWN).reverse();
  return (
    <section
      className="max-h-72 overflow-y-auto border-t border-line"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label="Throughput as a table"
    >
      <table className="table">
        <thead>
          <tr>
            <th>Until</th>
            <th className="number">In</th>
            <th className="number">Out</th>
          </tr>
        </thead>
        <tbody>
          {newest.map((point) => (
            <tr key={point.at}>
              <td>{formatInstant(point.at)}</td>
              <td className="number">{rateWords(point.received)}</td>
              <td className="number">{rateWords(point.sent)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {newest.length === 0 && <p className="p-3.5 text-ink-2">No telemetry in this range.</p>}
    </section>
  );
}
