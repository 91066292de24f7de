import { NodeShape } from '../../../ui/shapes/node-shape.tsx';
import type { LiveState } from './use-told-changes.ts';

const WORDS: Record<LiveState['kind'], string> = {
  connecting: 'Connecting',
  live: 'Live',
  lost: 'Reconnecting',
  refused: 'Not live',
};
const SHAPES = { connecting: 'never', live: 'online', lost: 'stale', refused: 'offline' } as const;

/** The state in one word. */
export function liveWord(state: LiveState): string {
  return WORDS[state.kind];
}

/** Shape and word. */
export function LiveMark({ state }: { state: LiveState }) {
  return (
    <span className="inline-flex items-center gap-1.5 text-sm text-ink-2">
      <NodeShape state={SHAPES[state.kind]} />
      {liveWord(state)}
    </span>
  );
}

/** Whether what the page shows is kept up to date; readers are told when that changes. */
export function LiveBadge({ state }: { state: LiveState }) {
  return (
    <span role="status">
      <LiveMark state={state} />
    </span>
  );
}
