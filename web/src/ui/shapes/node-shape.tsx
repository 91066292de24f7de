/** States of a node; one meaning, one shape, one word each. */
export type NodeState = 'online' | 'idle' | 'stale' | 'offline' | 'never' | 'pending' | 'suspended';

export const NODE_STATES: readonly NodeState[] = [
  'online',
  'idle',
  'stale',
  'offline',
  'never',
  'pending',
  'suspended',
];

export const NODE_STATE_WORDS: Record<NodeState, string> = {
  online: 'Online',
  idle: 'Idle',
  stale: 'Stale',
  offline: 'Offline',
  never: 'Never seen',
  pending: 'Pending approval',
  suspended: 'Suspended',
};

/** Words of states in which all is as intended are ink; the others carry their colour. */
const WORD_COLOURS: Record<NodeState, string> = {
  online: 'text-ink',
  idle: 'text-ink',
  stale: 'text-look',
  offline: 'text-ink-2',
  never: 'text-ink-2',
  pending: 'text-working',
  suspended: 'text-broken',
};

/** The shape alone; a word goes with it. */
export function NodeShape({ state }: { state: NodeState }) {
  const colour = `var(--node-${state}-fill)`;
  return (
    <svg
      viewBox="0 0 12 12"
      width="11"
      height="11"
      aria-hidden="true"
      className="shrink-0"
      fill="none"
      stroke={colour}
    >
      {shapeOf(state, colour)}
    </svg>
  );
}

function shapeOf(state: NodeState, colour: string) {
  switch (state) {
    case 'online':
      return <circle cx="6" cy="6" r="4.2" fill={colour} stroke="none" />;
    case 'idle':
      return (
        <>
          <circle cx="6" cy="6" r="4" strokeWidth="1.4" />
          <path d="M6 2a4 4 0 0 1 0 8z" fill={colour} stroke="none" />
        </>
      );
    case 'stale':
      return <circle cx="6" cy="6" r="4.2" strokeWidth="1.9" strokeDasharray="2.4 2" />;
    case 'offline':
      return <circle cx="6" cy="6" r="4" strokeWidth="1.6" />;
    case 'never':
      return <circle cx="6" cy="6" r="4.2" strokeWidth="1.4" strokeDasharray="1 1.64" />;
    case 'pending':
      return <path d="M6 1.4 10.6 6 6 10.6 1.4 6z" strokeWidth="1.5" />;
    case 'suspended':
      return <path d="M2 2h8v8H2zM3 9l6-6" strokeWidth="1.5" />;
  }
}

/** Shape and word. */
export function NodeStateBadge({ state }: { state: NodeState }) {
  return (
    <span className={`badge ${WORD_COLOURS[state]}`}>
      <NodeShape state={state} />
      {NODE_STATE_WORDS[state]}
    </span>
  );
}
