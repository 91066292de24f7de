'use client';

import { useEffect, useRef, useState } from 'react';
import { SpacedCalls } from './spaced-calls.ts';

/** Whether changes arrive; `lostAt` is when they stopped. */
export interface LiveState {
  readonly kind: 'connecting' | 'live' | 'lost';
  readonly lostAt: number | undefined;
}

/** What a subscription that tells of changes is given. */
interface ToldChanges {
  readonly onStarted: () => void;
  readonly onData: (told: { readonly kinds: readonly string[] }) => void;
}

/**
 * Calls back when a stream tells of changes, at most every `everyMs`, and again after a lost connection came back,
 * since what happened meanwhile was not told. Where `onChange` gives the promise of a reading, that is let end before it
 * is called again.
 */
export function useToldChanges(everyMs: number, onChange: () => unknown): ToldChanges {
  // A page has just been read when it is made: its first load need not do so again.
  const [calls] = useState(() => new SpacedCalls(performance.now()));
  useEffect(() => () => calls.end(), [calls]);
  // What the page does by the time of the call, not by that of the change: it may have been paused since.
  const latest = useRef(onChange);
  latest.current = onChange;
  const changed = () => calls.ask(everyMs, () => latest.current());
  return { onStarted: changed, onData: ({ kinds }) => kinds.length > 0 && changed() };
}

/** Whether a stream is open, by the status of its subscription; it is lost only once it was open. */
export function useStreamState(status: string): LiveState {
  const [wasLive, setWasLive] = useState(false);
  const [lostAt, setLostAt] = useState<number>();
  const isLive = status === 'pending';
  useEffect(() => {
    if (isLive) {
      setWasLive(true);
      setLostAt(undefined);
    } else if (wasLive) setLostAt((before) => before ?? Date.now());
  }, [wasLive, isLive]);
  if (isLive) return { kind: 'live', lostAt: undefined };
  return wasLive ? { kind: 'lost', lostAt } : { kind: 'connecting', lostAt: undefined };
}
