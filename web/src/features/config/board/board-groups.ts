import type { PushState } from './push-state.ts';

const NEEDS_LOOK: ReadonlySet<PushState> = new Set(['failed', 'rejected', 'rolledBack']);
/** States whose result is still to come. */
export const WAITING: readonly PushState[] = ['queued', 'sent', 'received', 'applying'];

/** Whether a node's result is one that somebody should look at. */
export function needsLook({ state }: { readonly state: PushState }): boolean {
  return NEEDS_LOOK.has(state);
}

/** Whether a node's result is still to come. */
export function isWaiting({ state }: { readonly state: PushState }): boolean {
  return WAITING.includes(state);
}
