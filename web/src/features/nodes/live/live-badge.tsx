import { NodeShape } from '../../../ui/shapes/node-shape.tsx';
import type { LiveState } from './use-live.ts';

const WORDS: Record<LiveState['kind'], string> = {
  connecting: 'Connecting',
  live: 'Live',
  lost: 'Reconnecting',
};
const SHAPES = { connecting: 'never', live: 'online', lost: 'stale' } as const;

/** Whether what the page shows is kept up to date. */
export function LiveBadge({ state }: { state: LiveState }) {
  return (
    <span className="inline-flex items-center gap-1.5 text-sm text-ink-2" role="status">
      <NodeShape state={SHAPES[state.kind]} />
      {WORDS[state.kind]}
    </span>
  );
}
