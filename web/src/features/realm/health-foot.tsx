'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';
import { Age } from '../../ui/live/age-text.tsx';
import { NodeShape } from '../../ui/shapes/node-shape.tsx';
import type { ServerHealth } from './server-health.ts';

const REFRESH_MS = 5_000;

/** Whether coordinator and broker answer, and since when they do not. */
export function HealthFoot({ initial }: { initial: ServerHealth }) {
  const trpc = useTRPC();
  const query = useQuery({
    ...trpc.realm.serverHealth.queryOptions(),
    initialData: initial,
    refetchInterval: REFRESH_MS,
  });
  const { state, text, since } = verdict(query.data, query.isRefetchError);
  return (
    <p className="rail-host flex items-center gap-2 text-sm text-ink-2" role="status">
      <NodeShape state={state} />
      <span className="rail-tip truncate">{text}</span>
      {since !== null && (
        <span className="ml-auto shrink-0 text-ink-3 nav-word" aria-hidden="true">
          <Age at={since} now={query.data.now} />
        </span>
      )}
    </p>
  );
}

interface Verdict {
  readonly state: 'online' | 'stale' | 'never';
  readonly text: string;
  /** What the age beside it counts from: the last sign of life, or the first of silence. */
  readonly since: number | null;
}

function verdict({ coordinator, broker, heartbeatAt, now }: ServerHealth, isLost: boolean): Verdict {
  if (isLost) return { state: 'stale', text: 'Console is silent', since: now };
  if (coordinator === 'never') return { state: 'never', text: 'DC never started', since: null };
  if (coordinator === 'silent') return { state: 'stale', text: 'DC is silent', since: heartbeatAt };
  if (broker.state === 'silent') return { state: 'stale', text: 'Broker is silent', since: broker.since };
  const text = broker.state === 'answers' ? 'DC and broker answer' : 'DC answers';
  return { state: 'online', text, since: heartbeatAt };
}
