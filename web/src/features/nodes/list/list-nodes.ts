import { z } from 'zod';
import { authedProcedure } from '../../../trpc/init.ts';
import type { ConfigSyncState } from '../../../ui/shapes/config-badge.tsx';
import type { NodeState } from '../../../ui/shapes/node-shape.tsx';
import { formatCursor, parseCursor } from './cursor.ts';
import { nodeFilterSchema } from './list-filter.ts';
import { countByState, countNodes, listNodes, type NodeRow } from './node-list-repository.ts';
import { sparklines } from './sparkline-repository.ts';

const PAGE_SIZE = 50;

/** A node in the list. Times are milliseconds since 1970; null is unknown. */
export interface NodeListItem {
  readonly id: string;
  readonly name: string;
  readonly state: NodeState;
  readonly platform: string;
  readonly demo: boolean;
  readonly ipv4: string | null;
  readonly ipv6: string | null;
  readonly seenAt: number | null;
  readonly config: ConfigSyncState;
  readonly desiredRevision: number | null;
  readonly reportedRevision: number | null;
  readonly routes: {
    readonly direct: number;
    readonly punched: number;
    readonly relayed: number;
    readonly none: number;
  };
  readonly rttMicros: number | null;
  /** Bytes a minute over the last half hour; null without telemetry. */
  readonly sparkline: readonly (number | null)[] | null;
}

/** One page of the list with the counts of its filter. */
export const listNodesProcedure = authedProcedure
  .input(nodeFilterSchema.extend({ cursor: z.string().max(400).nullish() }))
  .query(async ({ ctx, input }) => {
    const cursor = typeof input.cursor === 'string' ? parseCursor(input.cursor) : undefined;
    const [rows, counts, total] = await Promise.all([
      listNodes(ctx.prisma, { filter: input, cursor, limit: PAGE_SIZE + 1 }),
      countByState(ctx.prisma, input),
      countNodes(ctx.prisma),
    ]);
    const page = rows.slice(0, PAGE_SIZE);
    const lines = await sparklines(ctx.prisma, { nodeIds: page.map((row) => row.id), now: ctx.now });
    const last = page.at(-1);
    const chosen =
      input.states.length === 0 ? counts : counts.filter(({ state }) => input.states.includes(state));
    return {
      now: ctx.now.getTime(),
      items: page.map((row) => listItem(row, lines.get(row.id) ?? null)),
      nextCursor:
        rows.length > PAGE_SIZE && last !== undefined
          ? formatCursor({
              key: input.sort === 'name' ? last.name : (last.seen_at?.toISOString() ?? null),
              id: last.id,
            })
          : null,
      total,
      matching: chosen.reduce((sum, { count }) => sum + count, 0),
      byState: Object.fromEntries(counts.map(({ state, count }) => [state, count])) as Partial<
        Record<NodeState, number>
      >,
    };
  });

function listItem(row: NodeRow, sparkline: (number | null)[] | null): NodeListItem {
  return {
    id: row.id,
    name: row.name,
    state: row.state,
    platform: row.platform,
    demo: row.demo,
    ipv4: row.ipv4,
    ipv6: row.ipv6,
    seenAt: row.seen_at?.getTime() ?? null,
    config: row.config,
    desiredRevision: row.desired_revision,
    reportedRevision: row.reported_revision,
    routes: { direct: row.direct, punched: row.punched, relayed: row.relayed, none: row.no_path },
    rttMicros: row.rtt_micros,
    sparkline,
  };
}
