'use client';

import { useSubscription } from '@trpc/tanstack-react-query';
import { useEffect, useRef } from 'react';
import { useTRPC } from '../../../trpc/client.tsx';

/** Whether changes arrive. */
export type LiveState = 'live' | 'reconnecting';

/**
 * Calls back when a node (or, with null, any node) changed, at most every `everyMs`, and again after a lost
 * connection came back, since what happened meanwhile was not told.
 */
export function useLive(nodeId: string | null, everyMs: number, onChange: () => void): LiveState {
  const trpc = useTRPC();
  const last = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  function changed() {
    clearTimeout(timer.current);
    const wait = Math.max(0, last.current + everyMs - Date.now());
    timer.current = setTimeout(() => {
      last.current = Date.now();
      onChange();
    }, wait);
  }

  const subscription = useSubscription(
    trpc.nodes.watch.subscriptionOptions(
      { nodeId },
      { onStarted: changed, onData: ({ kinds }) => kinds.length > 0 && changed() },
    ),
  );
  return subscription.status === 'pending' ? 'live' : 'reconnecting';
}
