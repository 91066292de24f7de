import type { Outputs } from '../../../trpc/outputs.ts';
import { counted } from '../../../ui/counted.ts';

/** How many nodes a push goes to, and who is left out and why. */
export function PushCounts({ counts }: { counts: NonNullable<Outputs['config']['previewPush']> }) {
  return (
    <div role="status">
      <p>
        <span className="text-figure font-medium">{counts.recipients.toLocaleString('en')}</span>{' '}
        <span className="text-ink-2">of {counted(counts.total, 'node')}</span>
      </p>
      <ul className="mt-1 text-ink-2">
        {counts.unchanged > 0 && (
          <li>{counts.unchanged.toLocaleString('en')} left out: these values were pushed to them before</li>
        )}
        {counts.excluded > 0 && (
          <li>{counts.excluded.toLocaleString('en')} left out: refused or waiting for approval</li>
        )}
        {counts.gone > 0 && (
          <li>{counts.gone.toLocaleString('en')} left out: deleted since they were chosen</li>
        )}
        {counts.offline > 0 && (
          <li>{counts.offline.toLocaleString('en')} are offline: they get it when they return</li>
        )}
        {counts.recipients === 0 && <li>There is nobody to push to.</li>}
      </ul>
    </div>
  );
}
