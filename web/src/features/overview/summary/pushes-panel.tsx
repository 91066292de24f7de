import Link from 'next/link';
import type { Outputs } from '../../../trpc/outputs.ts';
import { Age } from '../../../ui/live/age-text.tsx';
import { ShareBar } from '../../../ui/shapes/share-bar.tsx';

type Push = Outputs['overview']['get']['pushes'][number];

/** The newest pushes and how far they have come. */
export function PushesPanel({ pushes, now }: { pushes: readonly Push[]; now: number }) {
  return (
    <section className="panel overflow-hidden" aria-labelledby="pushes-title">
      <div className="flex items-baseline gap-3 px-3.5 py-3">
        <h2 id="pushes-title" className="mr-auto text-lg">
          Pushes
        </h2>
        <Link href="/config" className="link tap-target text-sm">
          Configuration
        </Link>
      </div>
      {pushes.length === 0 ? (
        <p className="border-t border-line px-3.5 py-3 text-ink-2">Nobody pushed a configuration yet.</p>
      ) : (
        <ul>
          {pushes.map((push) => (
            <li key={push.pushId} className="border-t border-line px-3.5 py-2.5">
              <PushProgress push={push} now={now} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function PushProgress({ push, now }: { push: Push; now: number }) {
  const waiting = push.nodes - push.applied - push.failed - push.rejected - push.rolledBack;
  const number = (count: number) => count.toLocaleString('en');
  const parts = [
    waiting > 0 && `${number(waiting)} to come`,
    push.failed > 0 && `${number(push.failed)} failed`,
    push.rejected > 0 && `${number(push.rejected)} refused`,
    push.rolledBack > 0 && `${number(push.rolledBack)} rolled back`,
  ].filter((part) => part !== false);
  return (
    <>
      <p className="flex items-baseline gap-3">
        <Link href={`/config/pushes/${push.pushId}`} className="font-medium hover:underline">
          {push.fleetVersion === null ? 'Configuration' : `v${push.fleetVersion}`}
          {push.by !== null && ` by ${push.by}`}
        </Link>
        <span className="ml-auto text-sm text-ink-3">
          <Age at={push.pushId} now={now} suffix=" ago" />
        </span>
      </p>
      <span className="my-2 block">
        <ShareBar
          total={push.nodes}
          height={6}
          parts={[
            { key: 'applied', count: push.applied, fill: 'var(--teal-fill)' },
            { key: 'rolledBack', count: push.rolledBack, fill: 'var(--plum-fill)', isHatched: true },
            { key: 'failed', count: push.failed + push.rejected, fill: 'var(--red-fill)' },
          ]}
        />
      </span>
      <p className="text-sm text-ink-2">
        {number(push.applied)} of {number(push.nodes)} applied
        {parts.length > 0 && <span className="text-ink-3">, {parts.join(', ')}</span>}
      </p>
    </>
  );
}
