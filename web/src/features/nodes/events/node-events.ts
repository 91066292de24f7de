import { z } from 'zod';
import { authedProcedure } from '../../../trpc/init.ts';
import { pageDirection } from '../../../trpc/page-direction.ts';
import { eventFacts } from '../detail/get-node.ts';
import { listEvents } from '../detail/node-repository.ts';
import { nodeIdInput } from '../node-id-input.ts';
import { requireNode } from '../require-node.ts';

const PAGE_SIZE = 100;

/** One page of a node's events, newest first. The cursor is instant and id of the last that was read. */
export const nodeEventsProcedure = authedProcedure
  .input(
    z.strictObject({
      nodeId: nodeIdInput,
      cursor: z
        .string()
        .regex(/^\d{1,15}\.\d{1,18}$/)
        .nullish(),
      direction: pageDirection,
    }),
  )
  .query(async ({ ctx, input }) => {
    await requireNode(ctx.prisma, input.nodeId);
    const before = typeof input.cursor === 'string' ? cursorOf(input.cursor) : undefined;
    const rows = await listEvents(ctx.prisma, { nodeId: input.nodeId, limit: PAGE_SIZE + 1, before });
    const page = rows.slice(0, PAGE_SIZE);
    const last = page.at(-1);
    return {
      now: ctx.now.getTime(),
      events: page.map(eventFacts),
      nextCursor: rows.length > PAGE_SIZE && last !== undefined ? `${last.at.getTime()}.${last.id}` : null,
    };
  });

function cursorOf(text: string): { at: Date; id: bigint } {
  const [at = '', id = ''] = text.split('.');
  return { at: new Date(Number(at)), id: BigInt(id) };
}
