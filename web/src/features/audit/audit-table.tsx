import type { Outputs } from '../../trpc/outputs.ts';
import { formatInstant } from '../../ui/live/age.ts';

type Entry = Outputs['audit']['list']['entries'][number];

/** Who did what to what, from where, and what changed by it. */
export function AuditTable({ entries }: { entries: readonly Entry[] }) {
  return (
    <div className="panel overflow-hidden">
      <table className="table audit-table">
        <thead>
          <tr>
            <th>When</th>
            <th>Who</th>
            <th>What</th>
            <th>Before and after</th>
            <th>From</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.id}>
              <td className="audit-cell-when text-ink-2">{formatInstant(entry.at)}</td>
              <td className="audit-cell-who font-medium">
                {entry.actor}
                {entry.actorKind !== 'user' && (
                  <span className="font-normal text-ink-3"> {entry.actorKind}</span>
                )}
              </td>
              <td className="audit-cell-what">
                {entry.action.replaceAll(/[._]/g, ' ')}
                {entry.subject !== null && (
                  <span className="block font-mono text-xs [overflow-wrap:anywhere] text-ink-3">
                    {entry.subject}
                  </span>
                )}
              </td>
              <td className={`audit-cell-change ${entry.change.lines.length === 0 ? 'max-md:hidden' : ''}`}>
                <Change change={entry.change} />
              </td>
              <td className="audit-cell-from font-mono text-xs text-ink-3">
                {entry.address ?? '–'}
                {entry.requestId !== null && (
                  <span className="block" title={`Request ${entry.requestId}`}>
                    {entry.requestId.slice(0, 8)}
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const SIGNS = { added: '+', removed: '−', same: '' } as const;

function Change({ change: { lines, equal, cut } }: { change: Entry['change'] }) {
  if (lines.length === 0) return <span className="text-ink-3">–</span>;
  return (
    <div className="font-mono text-xs [overflow-wrap:anywhere]">
      {lines.map(({ kind, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line has no name but its place
        <span key={index} className={`diff-${kind} block px-1.5`}>
          <span className="inline-block w-3.5">{SIGNS[kind]}</span>
          {text}
        </span>
      ))}
      {(equal > 0 || cut > 0) && (
        <span className="block px-1.5 font-sans text-ink-3">
          {equal > 0 && `${equal} equal ${equal === 1 ? 'line' : 'lines'}`}
          {cut > 0 && ` ${cut.toLocaleString('en')} more not shown`}
        </span>
      )}
    </div>
  );
}
