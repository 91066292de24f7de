'use client';

import { useSubscription } from '@trpc/tanstack-react-query';
import { useEffect, useState } from 'react';
import { useTRPC } from '../../../trpc/client.tsx';
import { SpacedCalls } from './spaced-calls.ts';

/** Whether changes arrive; `lostAt` is when they stopped. */
export interface LiveState {
  readonly kind: 'connecting' | 'live' | 'lost';
  readonly lostAt: number | undefined;
}

/**
 * Calls back when a node (or, with null, any node) changed, at most every `everyMs`, and again after a lost
 * connection came back, since what happened meanwhile was not told.
 */
export function useLive(nodeId: string | null, everyMs: number, onChange: () => void): LiveState {
  const trpc = useTRPC();
  const [calls] = useState(() => new SpacedCalls());
  const [wasLive, setWasLive] = useState(false);
  const [lostAt, setLostAt] = useState<number>();
  useEffect(() => () => calls.end(), [calls]);
  const changed = () => calls.ask(everyMs, onChange);

  const subscription = useSubscription(
    trpc.nodes.watch.subscriptionOptions(
      { nodeId },
      {
        onStarted: () => {
          setWasLive(true);
          setLostAt(undefined);
          changed();
        },
        onData: ({ kinds }) => kinds.length > 0 && changed(),
      },
    ),
  );
  const isLive = subscription.status === 'pending';
  useEffect(() => {
    if (wasLive && !isLive) setLostAt((before) => before ?? Date.now());
  }, [wasLive, isLive]);
  if (isLive) return { kind: 'live', lostAt: undefined };
  return wasLive ? { kind: 'lost', lostAt } : { kind: 'connecting', lostAt: undefined };
}
