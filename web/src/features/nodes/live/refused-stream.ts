import { failureWords } from '../../../trpc/call-error.ts';

/** A subscription as its hook gives it. */
export interface Stream {
  readonly status: string;
  readonly error: unknown;
  readonly reset: () => void;
}

/** Why the console refused a stream, which opening it again would not change; undefined where it did not. */
export function refusalOf(stream: Stream): unknown {
  if (stream.status !== 'error') return undefined;
  return failureWords(stream.error).requestId === undefined ? undefined : stream.error;
}
