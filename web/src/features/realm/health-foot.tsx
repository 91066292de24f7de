'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';
import { Age } from '../../ui/live/age-text.tsx';
import { NodeShape } from '../../ui/shapes/node-shape.tsx';
import type { ServerHealth } from './server-health.ts';

const REFRESH_MS = 5_000;

/** Whether the coordinator answers, and since when it does not. */
export function HealthFoot({ initial }: { initial: ServerHealth }) {
  const trpc = useTRPC();
  const query = useQuery({
    ...trpc.realm.serverHealth.queryOptions(),
    initialData: initial,
    refetchInterval: REFRESH_MS,
  });
  if (query.isRefetchError) return <Line state="stale" text="Console does not answer" since={query.data} />;
  const { coordinator } = query.data;
  if (coordinator === 'answers') return <Line state="online" text="DC answers" since={query.data} />;
  if (coordinator === 'never') return <Line state="never" text="DC never started" since={query.data} />;
  return <Line state="stale" text="DC is silent" since={query.data} />;
}

function Line({
  state,
  text,
  since,
}: {
  state: 'online' | 'stale' | 'never';
  text: string;
  since: ServerHealth;
}) {
  return (
    <p className="flex items-center gap-2 text-sm text-ink-2" role="status">
      <NodeShape state={state} />
      <span className="truncate nav-word">{text}</span>
      {since.heartbeatAt !== null && (
        <span className="ml-auto text-ink-3 nav-word" aria-hidden="true">
          <Age at={since.heartbeatAt} now={since.now} />
        </span>
      )}
    </p>
  );
}
