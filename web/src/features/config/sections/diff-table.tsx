import { ScrollX } from '../../../ui/scroll-x.tsx';
import { changedParts, type DiffLine } from './line-diff.ts';

/** Equal lines that stay around a change. */
const CONTEXT = 2;

/** Lines of a comparison with both numbers; what is equal far from a change folds to its number. */
export function DiffTable({ lines }: { lines: readonly DiffLine[] }) {
  return (
    <ScrollX label="Lines that change" className="border-t border-line">
      <table className="w-full border-collapse font-mono text-sm">
        <tbody>
          {folded(lines).map((part) =>
            'hidden' in part ? (
              <tr key={`fold ${part.from}`} className="diff-fold">
                <td colSpan={3} />
                <td className="py-1.5">
                  {part.hidden === 1 ? '1 equal line' : `${part.hidden} equal lines`}
                </td>
              </tr>
            ) : (
              <Line
                key={`${part.before ?? ''} ${part.after ?? ''}`}
                line={part}
                other={partnerOf(lines, part)}
              />
            ),
          )}
        </tbody>
      </table>
    </ScrollX>
  );
}

const SIGNS = { same: '', added: '+', removed: '−' } as const;

/** The line that took this one's place, or whose place it took: the other half of a change. */
function partnerOf(lines: readonly DiffLine[], line: DiffLine): DiffLine | undefined {
  if (line.kind === 'same') return undefined;
  const index = lines.indexOf(line);
  const other = line.kind === 'removed' ? lines[index + 1] : lines[index - 1];
  return other?.kind === (line.kind === 'removed' ? 'added' : 'removed') ? other : undefined;
}

function Line({ line, other }: { line: DiffLine; other: DiffLine | undefined }) {
  const { before, changed, after } = changedParts(line.text, other?.text);
  return (
    <tr className={`diff-${line.kind}`}>
      <td className="w-10 pr-2 text-right text-ink-3 select-none">{line.before ?? ''}</td>
      <td className="w-10 pr-2 text-right text-ink-3 select-none">{line.after ?? ''}</td>
      <td className="w-5 text-center">{SIGNS[line.kind]}</td>
      <td className="py-px pr-3.5 whitespace-pre">
        {before}
        {changed !== '' && <span className="diff-word">{changed}</span>}
        {after}
      </td>
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
