import { formatInstant } from '../../../ui/live/age.ts';
import { rateWords } from '../../nodes/traffic/rate-text.ts';
import type { FleetPoint } from './fleet-points.ts';

/** The chart's points as a table, newest first. */
export function FleetTable({ points }: { points: readonly FleetPoint[] }) {
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
            <th className="number">End to end</th>
            <th className="number">Relayed</th>
            <th className="number">Handovers</th>
          </tr>
        </thead>
        <tbody>
          {[...points].reverse().map((point) => (
            <tr key={point.from}>
              <td>{formatInstant(point.at)}</td>
              <td className="number">{rateWords(point.endToEnd)}</td>
              <td className="number">{rateWords(point.relayed)}</td>
              <td className="number">{point.handovers?.toLocaleString('en') ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
