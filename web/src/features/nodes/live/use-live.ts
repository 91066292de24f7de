'use client';

import { useSubscription } from '@trpc/tanstack-react-query';
import { useTRPC } from '../../../trpc/client.tsx';
import { type LiveState, useStreamState, useToldChanges } from './use-told-changes.ts';

/** Calls back when a node (or, with null, any node) changed, as `useToldChanges` does; says whether changes arrive. */
export function useLive(nodeId: string | null, everyMs: number, onChange: () => unknown): LiveState {
  const trpc = useTRPC();
  const told = useToldChanges(everyMs, onChange);
  return useStreamState(useSubscription(trpc.nodes.watch.subscriptionOptions({ nodeId }, told)));
}
