'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTRPC } from '../../../trpc/client.tsx';
import type { Outputs } from '../../../trpc/outputs.ts';
import { Age } from '../../../ui/live/age-text.tsx';

/** The newest pushes; each leads to its results. */
export function PushHistory({ initial }: { initial: Outputs['config']['pushes'] }) {
  const trpc = useTRPC();
  const { data } = useQuery({ ...trpc.config.pushes.queryOptions(), initialData: initial });
  return (
    <section className="panel p-3.5" aria-labelledby="history-title">
      <h2 id="history-title" className="text-lg">
        Pushes
      </h2>
      {data.pushes.length === 0 ? (
        <p className="mt-2 text-ink-2">None yet. Nodes run what they got at enrolment.</p>
      ) : (
        <ol className="mt-2 flex flex-col gap-2.5">
          {data.pushes.map((push) => (
            <li key={`${push.pushId} ${push.by}`}>
              <Link href={`/config/pushes/${push.pushId}`} className="link font-medium">
                {push.count === 1 ? '1 node' : `${push.count.toLocaleString('en')} nodes`}
                {push.fleetVersion !== null && `, v${push.fleetVersion}`}
              </Link>
              <span className="block text-sm text-ink-3">
                {push.by ?? 'somebody'}, <Age at={push.pushId} now={data.now} suffix=" ago" />
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
