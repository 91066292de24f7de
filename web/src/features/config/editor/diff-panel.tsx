import type { ConfigSections } from '@ntmobile/shared/fleet';
import { ScrollX } from '../../../ui/scroll-x.tsx';
import { type DiffLine, diffLines } from '../sections/line-diff.ts';
import { sectionLines } from '../sections/section-lines.ts';

/** Equal lines that stay around a change. */
const CONTEXT = 2;

interface DiffPanelProps {
  before: { version: number; sections: ConfigSections } | null;
  after: ConfigSections;
}

/** What a push would change, against the version in force. */
export function DiffPanel({ before, after }: DiffPanelProps) {
  const lines = diffLines(before === null ? [] : sectionLines(before.sections), sectionLines(after));
  const added = lines.filter((line) => line.kind === 'added').length;
  const removed = lines.filter((line) => line.kind === 'removed').length;
  return (
    <section className="panel overflow-hidden" aria-labelledby="diff-title">
      <h2 id="diff-title" className="flex flex-wrap gap-x-3 px-3.5 py-3 text-lg">
        What changes
        <span className="text-sm text-ink-3">
          {before === null ? 'nothing is in force yet' : `against v${before.version}`}, +{added} −{removed}
        </span>
      </h2>
      {added + removed === 0 ? (
        <p className="border-t border-line px-3.5 py-3 text-ink-2">Nothing.</p>
      ) : (
        <ScrollX label="Lines that change" className="border-t border-line">
          <table className="w-full border-collapse font-mono text-sm">
            <tbody>
              {folded(lines).map((part) =>
                'hidden' in part ? (
                  <tr key={`fold ${part.from}`} className="text-ink-3">
                    <td colSpan={3} />
                    <td className="py-1">
                      {part.hidden === 1 ? '1 equal line' : `${part.hidden} equal lines`}
                    </td>
                  </tr>
                ) : (
                  <Line key={`${part.before ?? ''} ${part.after ?? ''}`} line={part} />
                ),
              )}
            </tbody>
          </table>
        </ScrollX>
      )}
    </section>
  );
}

const SIGNS = { same: '', added: '+', removed: '−' } as const;

function Line({ line }: { line: DiffLine }) {
  return (
    <tr className={`diff-${line.kind}`}>
      <td className="w-10 pr-2 text-right text-ink-3 select-none">{line.before ?? ''}</td>
      <td className="w-10 pr-2 text-right text-ink-3 select-none">{line.after ?? ''}</td>
      <td className="w-5 text-center">{SIGNS[line.kind]}</td>
      <td className="pr-3.5 whitespace-pre">{line.text}</td>
    </tr>
  );
}

/** Changes with a few lines around them; what is equal between becomes its number of lines. */
function folded(lines: readonly DiffLine[]): (DiffLine | { hidden: number; from: number })[] {
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some((line) => line.kind !== 'same'),
  );
  const parts: (DiffLine | { hidden: number; from: number })[] = [];
  lines.forEach((line, index) => {
    const last = parts.at(-1);
    if (near[index] === true) parts.push(line);
    else if (last !== undefined && 'hidden' in last) last.hidden += 1;
    else parts.push({ hidden: 1, from: index });
  });
  return parts;
}
