import type { ConfigSections } from '@ntmobile/shared/fleet';
import { DiffTable } from '../sections/diff-table.tsx';
import { diffLines } from '../sections/line-diff.ts';
import { sectionLines } from '../sections/section-lines.ts';
import { ChecksLine } from './checks-line.tsx';
import type { CoordinatorCheck } from './coordinator-checks.ts';

interface DiffPanelProps {
  before: { version: number; sections: ConfigSections } | null;
  after: ConfigSections;
  checks: readonly CoordinatorCheck[];
}

/** What a push would change, against the version in force. */
export function DiffPanel({ before, after, checks }: DiffPanelProps) {
  const lines = diffLines(before === null ? [] : sectionLines(before.sections), sectionLines(after));
  const added = lines.filter((line) => line.kind === 'added').length;
  const removed = lines.filter((line) => line.kind === 'removed').length;
  return (
    <section className="panel overflow-hidden" aria-labelledby="diff-title">
      <h2 id="diff-title" className="flex flex-wrap items-baseline gap-x-3 px-3.5 py-3 text-lg">
        What changes
        <span className="text-sm font-normal text-ink-3">
          {before === null ? 'nothing is in force yet' : `against v${before.version}`}
          {added + removed > 0 && `, +${added} −${removed}`}
        </span>
      </h2>
      {added + removed === 0 ? (
        <p className="border-t border-line px-3.5 py-3 text-ink-2">
          Nothing: a push would repeat what is in force.
        </p>
      ) : (
        <DiffTable lines={lines} />
      )}
      <ChecksLine checks={checks} />
    </section>
  );
}
