import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import type { PersonContext } from '../../../trpc/context.ts';
import { authedProcedure } from '../../../trpc/init.ts';
import { whileSignedIn } from '../../../trpc/while-signed-in.ts';
import { changeStream } from '../../nodes/live/change-stream.ts';
import { liveHub } from '../../nodes/live/live-hub.ts';
import { followedPushes } from './followed-pushes.ts';
import { pushIdInput } from './push-id-input.ts';

/** How often at most a page is told. */
const SPACING_MS = 1_000;
/** A page that is told nothing for as long reads all the same, in case a notification was lost without a word. */
const IDLE_MS = 60_000;

/**
 * Tells a page that something changed about the nodes of a push; the page then reads the board again. What other nodes
 * do, and what the board does not show, is not told; after a minute of that, anything may have changed. Ends when the
 * session does.
 */
export const watchPushProcedure = authedProcedure
  .input(z.strictObject({ pushId: pushIdInput }))
  .subscription(({ ctx, input, signal }) =>
    whileSignedIn({ ctx, signal }, (signal) => tellChanges(ctx, input.pushId, signal)),
  );

async function* tellChanges(
  { prisma }: PersonContext,
  pushId: number,
  signal: AbortSignal,
): AsyncGenerator<{ kinds: string[] }> {
  const following = await followedPushes().follow(prisma, pushId);
  try {
    const { nodes } = await followedPushes().results(prisma, pushId);
    if (nodes.length === 0) throw new TRPCError({ code: 'NOT_FOUND', message: 'There is no such push.' });
    const { concerns } = following;
    for await (const { kinds } of changeStream(liveHub(), {
      concerns,
      signal,
      idleMs: IDLE_MS,
      spacingMs: SPACING_MS,
    })) {
      yield { kinds: kinds.length > 0 ? [...kinds] : ['reconnected'] };
    }
  } finally {
    following.leave();
  }
}
