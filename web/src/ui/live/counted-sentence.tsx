import { Age } from './age-text.tsx';

interface CountedSentenceProps {
  verdict: string;
  remark: string;
  /** What was done at that time, such as "Counted". */
  done: string;
  at: number;
  now: number;
}

/**
 * The sentence a page begins with, beside the age of what it was made from. The age has a place of its own: one that
 * grows from "9 s" to "10 s" would else wrap to a line of its own and move the whole page.
 */
export function CountedSentence({ verdict, remark, done, at, now }: CountedSentenceProps) {
  return (
    <div className="flex flex-col gap-1 md:flex-row md:items-baseline md:gap-4">
      <h1 className="state min-w-0 md:flex-1">
        {verdict} <span className="remark">{remark}</span>
      </h1>
      <p className="shrink-0 text-sm text-ink-3 md:min-w-36 md:text-right">
        {done} <Age at={at} now={now} suffix=" ago" />
      </p>
    </div>
  );
}
