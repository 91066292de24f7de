'use client';

import { useSubscription } from '@trpc/tanstack-react-query';
import { useTRPC } from '../../../trpc/client.tsx';
import { type LiveState, useStreamState, useToldChanges } from '../../nodes/live/use-told-changes.ts';

/** Least time between two readings. */
const REFRESH_MS = 500;

/** Calls back when the board of a push shows something else by now; says whether changes arrive. */
export function usePushLive(pushId: number, onChange: () => unknown): LiveState {
  const trpc = useTRPC();
  const told = useToldChanges(REFRESH_MS, onChange);
  return useStreamState(useSubscription(trpc.config.watchPush.subscriptionOptions({ pushId }, told)));
}
