import type { ReactNode } from 'react';
import { Cross, Mark, Tick } from './marks.tsx';

/** Desired configuration against the reported one. */
export type ConfigSyncState = 'inSync' | 'pending' | 'drift' | 'failed' | 'rolledBack' | 'unknown';

export const CONFIG_SYNC_STATES: readonly ConfigSyncState[] = [
  'inSync',
  'pending',
  'drift',
  'failed',
  'rolledBack',
  'unknown',
];

export const CONFIG_SYNC_WORDS: Record<ConfigSyncState, string> = {
  inSync: 'In sync',
  pending: 'Pending',
  drift: 'Drift',
  failed: 'Failed',
  rolledBack: 'Rolled back',
  unknown: 'None pushed',
};

const SHAPES: Record<ConfigSyncState, { colour: string; word: string; shape: ReactNode }> = {
  inSync: { colour: 'text-as-intended', word: 'text-ink', shape: <Tick /> },
  pending: {
    colour: 'text-working',
    word: 'text-working',
    shape: (
      <Mark>
        <circle cx="6" cy="6" r="4.4" />
        <path d="M6 3.6V6l1.6 1" />
      </Mark>
    ),
  },
  drift: {
    colour: 'text-look',
    word: 'text-look',
    shape: (
      <Mark>
        <path d="M1.8 4.4h8.4M1.8 7.6h8.4M8 1.8 4 10.2" />
      </Mark>
    ),
  },
  failed: { colour: 'text-broken', word: 'text-broken', shape: <Cross /> },
  rolledBack: {
    colour: 'text-undone',
    word: 'text-undone',
    shape: (
      <Mark>
        <path d="M4.4 1.8 2 4.2l2.4 2.4M2.4 4.2h4.8a2.9 2.9 0 0 1 0 5.8H4" />
      </Mark>
    ),
  },
  unknown: {
    colour: 'text-ink-3',
    word: 'text-ink-2',
    shape: (
      <Mark>
        <path d="M2 6h2.4M7.4 6h2.4" />
      </Mark>
    ),
  },
};

/** The shape alone; a word goes with it. */
export function ConfigShape({ state }: { state: ConfigSyncState }) {
  return <span className={SHAPES[state].colour}>{SHAPES[state].shape}</span>;
}

/** Shape and word. */
export function ConfigBadge({ state }: { state: ConfigSyncState }) {
  return (
    <span className={`badge ${SHAPES[state].word}`}>
      <ConfigShape state={state} />
      {CONFIG_SYNC_WORDS[state]}
    </span>
  );
}
