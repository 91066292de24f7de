import { formatInstant } from '../../../ui/live/age.ts';
import { markWords } from './chart-flags.ts';
import type { ChartMark } from './chart-history-repository.ts';

/** The flags of a chart for readers that do not see them. */
export function MarkList({ marks }: { marks: readonly ChartMark[] }) {
  if (marks.length === 0) return null;
  return (
    <ul className="sr-only" aria-label="What happened in this time">
      {marks.map((mark) => (
        <li key={`${mark.kind} ${mark.at} ${mark.text}`}>
          {formatInstant(mark.at)}: {markWords(mark)}
        </li>
      ))}
    </ul>
  );
}
