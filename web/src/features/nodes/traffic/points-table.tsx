import { formatInstant } from '../../../ui/live/age.ts';

/** A column of numbers: its head, and what it says of a point. */
export interface PointColumn<Point> {
  readonly head: string;
  readonly words: (point: Point) => string;
}

interface PointsTableProps<Point> {
  /** Oldest first; `at` is where one ends. */
  readonly points: readonly Point[];
  readonly columns: readonly PointColumn<Point>[];
}

/** A throughput chart's points as a table, newest first. */
export function PointsTable<Point extends { readonly at: number }>({
  points,
  columns,
}: PointsTableProps<Point>) {
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
            {columns.map(({ head }) => (
              <th key={head} className="number">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...points].reverse().map((point) => (
            <tr key={point.at}>
              <td>{formatInstant(point.at)}</td>
              {columns.map(({ head, words }) => (
                <td key={head} className="number whitespace-nowrap">
                  {words(point)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {points.length === 0 && <p className="p-3.5 text-ink-2">No telemetry in this range.</p>}
    </section>
  );
}
