import { z } from 'zod';
import { notify } from '../../../notifications/channels.ts';
import type { PersonContext } from '../../../trpc/context.ts';
import { authedProcedure } from '../../../trpc/init.ts';
import { whileSignedIn } from '../../../trpc/while-signed-in.ts';
import { nodeIdInput } from '../node-id-input.ts';
import { changeStream } from './change-stream.ts';
import { liveHub } from './live-hub.ts';

/** How often the node is told again that somebody watches. */
const RENEW_MS = 15_000;
/** A page of one node follows its samples of each second; one of many nodes is told less often. */
const NODE_SPACING_MS = 200;
const FLEET_SPACING_MS = 1_000;

/**
 * Tells a page that something changed, of one node or of any; the page then reads again. While one node is being
 * watched it is asked for frequent samples. Ends when the session does.
 */
export const watchNodesProcedure = authedProcedure
  .input(z.strictObject({ nodeId: nodeIdInput.nullable() }))
  .subscription(({ ctx, input, signal }) =>
    whileSignedIn({ ctx, signal }, (signal) => tellChanges(ctx, input.nodeId, signal)),
  );

async function* tellChanges(
  ctx: PersonContext,
  nodeId: string | null,
  signal: AbortSignal,
): AsyncGenerator<{ kinds: string[] }> {
  let renewedAt = Number.NEGATIVE_INFINITY;
  for await (const changes of changeStream(liveHub(), {
    concerns: (change) => nodeId === null || change.nodeId === nodeId,
    signal,
    idleMs: RENEW_MS,
    spacingMs: nodeId === null ? FLEET_SPACING_MS : NODE_SPACING_MS,
  })) {
    const now = performance.now();
    if (nodeId !== null && now - renewedAt >= RENEW_MS) {
      renewedAt = now;
      await notify(ctx.prisma, 'watch', nodeId);
    }
    yield { kinds: [...changes.kinds] };
  }
}
