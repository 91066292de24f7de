import type { Outputs } from '../../../trpc/outputs.ts';

type Held = NonNullable<Outputs['config']['previewPush']>['held'];

/** What the push changes: one row for each configuration that its nodes have now. */
export function HeldTable({ held }: { held: Held }) {
  return (
    <section aria-labelledby="held-title" className="border-t border-line pt-5">
      <h3 id="held-title" className="mb-2 flex flex-wrap items-baseline justify-between gap-x-3 text-lg">
        What{' '}
        <span className="text-sm font-normal text-ink-3">one row for each configuration they have now</span>
      </h3>
      <div className="overflow-hidden rounded-2 border border-line-2">
        <table className="table">
          <thead>
            <tr>
              <th>They have</th>
              <th>Diff</th>
              <th className="number">Nodes</th>
            </tr>
          </thead>
          <tbody>
            {held.map(({ hash, fleetVersion, changes, nodes }) => (
              <tr key={hash ?? 'none'}>
                <td>{heldName(fleetVersion, changes)}</td>
                <td>
                  {changes === null ? (
                    <span className="text-ink-2">everything is new</span>
                  ) : (
                    <>
                      <span className="text-as-intended">+{changes.added}</span>{' '}
                      <span className="text-broken">−{changes.removed}</span>{' '}
                      <span className="text-ink-2">{changes.names.join(', ')}</span>
                    </>
                  )}
                </td>
                <td className="number">{nodes.toLocaleString('en')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function heldName(fleetVersion: number | null, changes: unknown): string {
  if (fleetVersion !== null) return `v${fleetVersion}`;
  return changes === null ? 'what came with enrolment' : 'values of their own';
}
