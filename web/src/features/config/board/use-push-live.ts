'use client';

import { useSubscription } from '@trpc/tanstack-react-query';
import { useTRPC } from '../../../trpc/client.tsx';
import { useStreamState, useToldChanges } from '../../nodes/live/use-told-changes.ts';

/** Least time between two readings. */
const REFRESH_MS = 500;

/**
 * Calls back when the board of a push shows something else by now; says whether changes arrive, and why the server does
 * not tell them where it refused to.
 */
export function usePushLive(pushId: number, onChange: () => unknown) {
  const trpc = useTRPC();
  const told = useToldChanges(REFRESH_MS, onChange);
  const { status, error } = useSubscription(trpc.config.watchPush.subscriptionOptions({ pushId }, told));
  return { stream: useStreamState(status), unfollowed: status === 'error' ? error : null };
}
