'use client';

import { useEffect, useRef, useState } from 'react';
import { refusalOf, type Stream } from './refused-stream.ts';
import { SpacedCalls } from './spaced-calls.ts';

/** How long a stream that was ended on the way is left alone. */
const AGAIN_MS = 3_000;

/** Whether changes arrive; `lostAt` is when they stopped, `refusal` why the console does not tell them. */
export type LiveState =
  | { readonly kind: 'connecting' | 'live' | 'lost'; readonly lostAt: number | undefined }
  | { readonly kind: 'refused'; readonly refusal: unknown };

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

/**
 * Whether a stream is open; it is lost only once it was open. One that something on the way ended without words of the
 * console, as a proxy does whose console starts, is opened again: a browser does so only where nobody answered.
 */
export function useStreamState(stream: Stream): LiveState {
  const [wasLive, setWasLive] = useState(false);
  const [lostAt, setLostAt] = useState<number>();
  const refusal = refusalOf(stream);
  const isLive = stream.status === 'pending';
  useEffect(() => {
    if (isLive) {
      setWasLive(true);
      setLostAt(undefined);
    } else if (wasLive) setLostAt((before) => before ?? Date.now());
  }, [wasLive, isLive]);
  const isEnded = stream.status === 'error' && refusal === undefined;
  const { reset } = stream;
  useEffect(() => {
    if (!isEnded) return;
    const timer = setTimeout(reset, AGAIN_MS);
    return () => clearTimeout(timer);
  }, [isEnded, reset]);
  if (refusal !== undefined) return { kind: 'refused', refusal };
  if (isLive) return { kind: 'live', lostAt: undefined };
  return wasLive ? { kind: 'lost', lostAt } : { kind: 'connecting', lostAt: undefined };
}
