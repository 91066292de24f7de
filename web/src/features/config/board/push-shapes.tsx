import type { PushState } from './push-state.ts';

/** Order, words and shapes of what can become of a node in a push. */
export const PUSH_STATES: readonly { state: PushState; word: string; token: string; text: string }[] = [
  { state: 'applied', word: 'applied', token: '--config-in-sync', text: '' },
  { state: 'applying', word: 'applying', token: '--config-pending', text: 'text-working' },
  { state: 'received', word: 'received', token: '--config-pending', text: 'text-working' },
  { state: 'sent', word: 'sent', token: '--config-pending', text: 'text-working' },
  { state: 'queued', word: 'queued', token: '--grey', text: 'text-ink-2' },
  { state: 'rolledBack', word: 'rolled back', token: '--config-rolled-back', text: 'text-undone' },
  { state: 'failed', word: 'failed', token: '--config-failed', text: 'text-broken' },
  { state: 'rejected', word: 'refused', token: '--config-failed', text: 'text-broken' },
  { state: 'superseded', word: 'superseded', token: '--grey', text: 'text-ink-2' },
];

/** The word of a state. */
export function pushWord(state: PushState): string {
  return PUSH_STATES.find((known) => known.state === state)?.word ?? state;
}

/** The cell of one node, `size` px wide. Its shape differs for each state, so colour is never alone. */
export function PushShape({ state, size = 11 }: { state: PushState; size?: number }) {
  const token = PUSH_STATES.find((known) => known.state === state)?.token ?? '--grey';
  const colour = `var(${token})`;
  return (
    <svg
      viewBox="0 0 10 10"
      width={size}
      height={size}
      aria-hidden="true"
      className="shrink-0"
      fill="none"
      stroke={colour}
      strokeWidth="1.5"
    >
      {shapeOf(state, colour)}
    </svg>
  );
}

function shapeOf(state: PushState, colour: string) {
  switch (state) {
    case 'applied':
      return <rect x="1" y="1" width="8" height="8" fill={colour} />;
    case 'applying':
      return <path d="M1 1h8v8H1zM1 5h8v4H1z" fill={colour} fillRule="evenodd" />;
    case 'received':
      return <path d="M1 1h8v8H1zM5 3.5v3" />;
    case 'sent':
      return <rect x="1" y="1" width="8" height="8" />;
    case 'queued':
      return <rect x="1" y="1" width="8" height="8" strokeDasharray="1.5 1.5" />;
    case 'rolledBack':
      return <path d="M5 .8 9.2 5 5 9.2.8 5z" fill={colour} />;
    case 'failed':
      return <path d="m1.5 1.5 7 7m0-7-7 7" strokeWidth="2" />;
    case 'rejected':
      return <path d="M1 5h8" strokeWidth="2.4" />;
    case 'superseded':
      return <circle cx="5" cy="5" r="3.6" />;
  }
}
