import type { NodeState } from '../../../ui/shapes/node-shape.tsx';

/** Whether what a node last reported is how it is now. */
export function isPresent(state: NodeState): boolean {
  return state === 'online' || state === 'idle';
}

/** What the tunnels are that a node reported which is not there now; undefined while it is. */
export function pastTunnelWords(state: NodeState): string | undefined {
  switch (state) {
    case 'online':
    case 'idle':
      return undefined;
    case 'suspended':
      return 'Its peers were told to let go of it. This is what it last reported, not what is up now.';
    case 'stale':
      return 'It is silent: this is what it last reported.';
    default:
      return 'It is not there: this is what it last reported.';
  }
}
