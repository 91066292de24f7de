import { failureWords } from '../../../trpc/call-error.ts';
import type { LiveState } from './use-told-changes.ts';

/** What of a query tells how old a page is. */
interface Reading {
  readonly isRefetchError: boolean;
  readonly error: unknown;
  /** When it was last read well, in milliseconds since 1970. */
  readonly dataUpdatedAt: number;
}

/**
 * Whether what a page shows is kept up to date: by the stream of changes and by reading again after each. It is lost
 * since it was last read, however often reading failed meanwhile. `refusal` is the error of a server that answered;
 * without an answer the page's age says enough.
 */
export function readingState(reading: Reading, stream: LiveState): { live: LiveState; refusal: unknown } {
  if (!reading.isRefetchError) return { live: stream, refusal: null };
  const isAnswered = failureWords(reading.error).requestId !== undefined;
  return {
    live: { kind: 'lost', lostAt: reading.dataUpdatedAt },
    refusal: isAnswered ? reading.error : null,
  };
}
