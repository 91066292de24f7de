import { failureWords } from '../../../trpc/call-error.ts';
import type { LiveState } from './use-told-changes.ts';

/** What of a query tells how old a page is. */
export interface Reading {
  readonly isError: boolean;
  readonly error: unknown;
  /** When what is shown was read well, in milliseconds since 1970; 0 where nothing was yet. */
  readonly dataUpdatedAt: number;
}

/**
 * Whether what a page shows is kept up to date: by the stream of changes and by reading again after each. It is lost
 * since it was last read, however often reading failed meanwhile. `refusal` is the error of a server that answered;
 * without an answer the page's age says enough. A page that never read anything has nothing that is old, and says itself
 * that it has nothing.
 */
export function readingState(reading: Reading, stream: LiveState): { live: LiveState; refusal: unknown } {
  if (!reading.isError || reading.dataUpdatedAt === 0) return { live: stream, refusal: null };
  const isAnswered = failureWords(reading.error).requestId !== undefined;
  return {
    live: { kind: 'lost', lostAt: reading.dataUpdatedAt },
    refusal: isAnswered ? reading.error : null,
  };
}
