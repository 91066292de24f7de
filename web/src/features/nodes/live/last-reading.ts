import { useRef } from 'react';
import type { Reading } from './reading-state.ts';

/** What a page read last well, and how its reading stands. */
export interface LastReading<T> {
  readonly data: T;
  readonly reading: Reading;
}

/** What of a query tells whether it has read what it asks for. */
interface Query<T> extends Reading {
  readonly data: T | undefined;
  readonly isPlaceholderData: boolean;
  /** Whether reading ended at least once, well or not. */
  readonly isFetched: boolean;
}

/** What is shown by now: a query that asks for something else has nothing until that is read, which may fail. */
export function lastReading<T>(before: LastReading<T>, query: Query<T>): LastReading<T> {
  const { data, isError, error, dataUpdatedAt } = query;
  if (data !== undefined && !query.isPlaceholderData)
    return { data, reading: { isError, error, dataUpdatedAt } };
  // What was tried and never came has failed, also while it is tried again.
  return { data: before.data, reading: { ...before.reading, isError: query.isFetched, error } };
}

/** What a query read last well, whatever it asks for by now; `initial` is what the server read for the page. */
export function useLastReading<T>(query: Query<T>, initial: T): LastReading<T> {
  const last = useRef<LastReading<T>>({
    data: initial,
    reading: { isError: false, error: null, dataUpdatedAt: 0 },
  });
  last.current = lastReading(last.current, query);
  return last.current;
}
