import { TRPCError } from '@trpc/server';
import { MAX_STREAMS, type OpenStreams, openStreams, type StreamEnd } from '../auth/open-streams.ts';
import type { PersonContext } from './context.ts';

/**
 * What a subscription tells, until its session is revoked or its client leaves: `tell` is given the signal of both.
 * Every subscription goes through it. TOO_MANY_REQUESTS when the session has too many streams, UNAUTHORIZED when it is
 * over, SERVICE_UNAVAILABLE when that cannot be known.
 */
export async function* whileSignedIn<T>(
  of: { ctx: PersonContext; signal: AbortSignal | undefined; streams?: OpenStreams },
  tell: (signal: AbortSignal) => AsyncIterable<T>,
): AsyncGenerator<T> {
  const stream = (of.streams ?? openStreams()).open(of.ctx.user.sessionId);
  if (stream === undefined) {
    throw new TRPCError({
      code: 'TOO_MANY_REQUESTS',
      message: `You have ${MAX_STREAMS} live pages open. Close some of them.`,
    });
  }
  const signal = of.signal === undefined ? stream.signal : AbortSignal.any([of.signal, stream.signal]);
  try {
    yield* tell(signal);
  } finally {
    stream.close();
  }
  if (stream.signal.aborted) throw wordOf(stream.signal.reason as StreamEnd);
}

/** What the page is told: to sign in again, or to open the stream again, which it does by itself. */
function wordOf(end: StreamEnd): TRPCError {
  return end === 'ended'
    ? new TRPCError({ code: 'UNAUTHORIZED', message: 'Sign in first.' })
    : new TRPCError({ code: 'SERVICE_UNAVAILABLE', message: 'The database does not answer.' });
}
