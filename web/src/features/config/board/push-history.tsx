'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useTRPC } from '../../../trpc/client.tsx';
import type { Outputs } from '../../../trpc/outputs.ts';
import { counted } from '../../../ui/counted.ts';
import { Age } from '../../../ui/live/age-text.tsx';

interface PushHistoryProps {
  initial: Outputs['config']['pushes'];
  draft: Outputs['config']['get']['draft'];
}

/** What is saved but not pushed, then the newest pushes; each leads to its results. */
export function PushHistory({ initial, draft }: PushHistoryProps) {
  const trpc = useTRPC();
  const { data } = useQuery({ ...trpc.config.pushes.queryOptions(), initialData: initial });
  return (
    <section className="panel p-3.5 xl:col-start-1 xl:row-start-1" aria-labelledby="history-title">
      <h2 id="history-title" className="text-lg">
        Pushes
      </h2>
      <ol className="mt-2 flex flex-col gap-2.5 empty:hidden">
        {draft !== null && (
          <Step isDraft>
            <span className="font-medium">v{draft.version}, draft</span>
            <Who name={draft.savedBy} at={draft.savedAt} now={data.now} />
          </Step>
        )}
        {data.pushes.map((push) => (
          <Step key={`${push.pushId} ${push.by}`}>
            <Link href={`/config/pushes/${push.pushId}`} className="link font-medium max-md:py-1">
              {counted(push.count, 'node')}
              {push.fleetVersion !== null && `, v${push.fleetVersion}`}
            </Link>
            <Who name={push.by} at={push.pushId} now={data.now} />
          </Step>
        ))}
      </ol>
      {data.pushes.length === 0 && (
        <p className="mt-2 text-ink-2">No push yet. Nodes run what they got at enrolment.</p>
      )}
    </section>
  );
}

/** A ring for what is being worked at, a disc for what was done. */
function Step({ isDraft = false, children }: { isDraft?: boolean; children: ReactNode }) {
  return (
    <li className="flex gap-2.5">
      <svg viewBox="0 0 10 10" width="10" height="10" className="mt-1.25 shrink-0" aria-hidden="true">
        {isDraft ? (
          <circle cx="5" cy="5" r="3.5" fill="none" stroke="var(--config-pending)" strokeWidth="1.6" />
        ) : (
          <circle cx="5" cy="5" r="4" fill="var(--grey-fill)" />
        )}
      </svg>
      <span className="min-w-0">{children}</span>
    </li>
  );
}

function Who({ name, at, now }: { name: string | null; at: number; now: number }) {
  return (
    <span className="block text-sm [overflow-wrap:anywhere] text-ink-3">
      {name ?? 'somebody'}, <Age at={at} now={now} suffix=" ago" />
    </span>
  );
}
