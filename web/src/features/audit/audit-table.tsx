import type { Outputs } from '../../trpc/outputs.ts';
import { formatInstant } from '../../ui/live/age.ts';
import { ScrollX } from '../../ui/scroll-x.tsx';

type Entry = Outputs['audit']['list']['entries'][number];

/** Who did what to what, from where, and what it was before and after. */
export function AuditTable({ entries }: { entries: readonly Entry[] }) {
  return (
    <ScrollX label="Audit, scrolls sideways" className="panel">
      <table className="table">
        <thead>
          <tr>
            <th>When</th>
            <th>Who</th>
            <th>What</th>
            <th>To what</th>
            <th>Before and after</th>
            <th>From</th>
            <th>Request</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.id}>
              <td className="whitespace-nowrap text-ink-2">{formatInstant(entry.at)}</td>
              <td className="font-medium whitespace-nowrap">
                {entry.actor}
                {entry.actorKind !== 'user' && (
                  <span className="font-normal text-ink-3"> {entry.actorKind}</span>
                )}
              </td>
              <td className="whitespace-nowrap">{entry.action.replaceAll(/[._]/g, ' ')}</td>
              <td className="font-mono text-sm whitespace-nowrap text-ink-2">{entry.subject ?? '–'}</td>
              <td className="min-w-56 font-mono text-xs [overflow-wrap:anywhere]">
                {entry.before !== null && <span className="block text-broken">− {entry.before}</span>}
                {entry.after !== null && <span className="block text-as-intended">+ {entry.after}</span>}
              </td>
              <td className="font-mono text-sm whitespace-nowrap text-ink-2">{entry.address ?? '–'}</td>
              <td className="font-mono text-xs whitespace-nowrap text-ink-3">
                {entry.requestId?.slice(0, 8) ?? '–'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}
