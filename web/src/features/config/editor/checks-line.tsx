import { Tick, Warning } from '../../../ui/shapes/marks.tsx';
import type { CoordinatorCheck } from './coordinator-checks.ts';

/** What is known of the list before it is pushed. */
export function ChecksLine({ checks }: { checks: readonly CoordinatorCheck[] }) {
  if (checks.length === 0) return null;
  return (
    <section
      className="flex flex-wrap gap-x-5 gap-y-1 border-t border-line px-3.5 py-2.5"
      aria-label="Checks"
    >
      <strong>Checks</strong>
      {checks.map(({ good, text }) => (
        <span key={text} className={`flex items-center gap-1.5 ${good ? '' : 'text-look'}`}>
          {good ? <Tick className="text-as-intended" /> : <Warning />} {text}
        </span>
      ))}
    </section>
  );
}
