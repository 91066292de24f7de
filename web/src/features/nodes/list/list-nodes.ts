import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import type { PersonContext } from '../../../trpc/context.ts';
import { authedProcedure } from '../../../trpc/init.ts';
import { pageDirection } from '../../../trpc/page-direction.ts';
import type { ConfigSyncState } from '../../../ui/shapes/config-badge.tsx';
import type { NodeState } from '../../../ui/shapes/node-shape.tsx';
import { type Cursor, formatCursor, isInstant, parseCursor } from './cursor.ts';
import { sharedCountByStates, sharedCountNodes } from './list-counts.ts';
import type { NodeFilter } from './list-filter.ts';
import { nodeFilterInput } from './list-filter-input.ts';
import { listNodes, type NodeRow } from './node-list-repository.ts';
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
  /** `wifi`, `cellular`, `ethernet`. */
  readonly network: string | null;
  /** Bytes a minute over the last half hour; null without telemetry. */
  readonly sparkline: readonly (number | null)[] | null;
}

/** One page of the list with the counts of its filter. */
export const listNodesProcedure = authedProcedure
  .input(nodeFilterInput.extend({ cursor: z.string().max(400).nullish(), direction: pageDirection }))
  .query(async ({ ctx, input }) => {
    const cursor = typeof input.cursor === 'string' ? cursorOf(input.cursor, input.sort) : undefined;
    const [rows, counts, total] = await Promise.all([
      listNodes(ctx.prisma, { filter: input, cursor, limit: PAGE_SIZE + 1 }),
      sharedCountByStates(ctx.prisma, input),
      sharedCountNodes(ctx.prisma),
    ]);
    const page = rows.slice(0, PAGE_SIZE);
    const last = page.at(-1);
    return {
      now: ctx.now.getTime(),
      items: await listItems(ctx, page),
      nextCursor: rows.length > PAGE_SIZE && last !== undefined ? cursorAfter(last, input.sort) : null,
      total,
      ...countsOf(counts, input),
    };
  });

/** Rows with the lines of their throughput. */
export async function listItems(
  { prisma, now }: Pick<PersonContext, 'prisma' | 'now'>,
  rows: readonly NodeRow[],
): Promise<NodeListItem[]> {
  const lines = await sparklines(prisma, { nodeIds: rows.map((row) => row.id), now });
  return rows.map((row) => listItem(row, lines.get(row.id) ?? null));
}

function cursorOf(text: string, sort: NodeFilter['sort']): Cursor {
  const cursor = parseCursor(text);
  const isKey = KEY_CHECKS[column(sort)];
  if (cursor === undefined || (cursor.key !== null && !isKey(cursor.key))) {
    throw new TRPCError({ code: 'BAD_REQUEST', message: 'The list cannot go on from there. Read it anew.' });
  }
  return cursor;
}

type SortColumn = 'name' | 'seen' | 'rtt';

/** What the database is given as a key of a cursor; it would stumble over anything else. */
const KEY_CHECKS: Record<SortColumn, (key: string) => boolean> = {
  name: () => true,
  seen: isInstant,
  rtt: (key) => /^\d{1,9}$/.test(key),
};

const CURSOR_KEYS: Record<SortColumn, (row: NodeRow) => string | null> = {
  name: (row) => row.name,
  seen: (row) => row.seen_at?.toISOString() ?? null,
  rtt: (row) => row.rtt_micros?.toString() ?? null,
};

function cursorAfter(row: NodeRow, sort: NodeFilter['sort']): string {
  return formatCursor({ key: CURSOR_KEYS[column(sort)](row), id: row.id });
}

const column = (sort: NodeFilter['sort']) => sort.replace('-', '') as SortColumn;

type Counts = Awaited<ReturnType<typeof sharedCountByStates>>;

/** What matches, and what each state and each configuration would leave: the other of the two still narrows. */
function countsOf(counts: Counts, filter: NodeFilter) {
  const byState: Partial<Record<NodeState, number>> = {};
  const byConfig: Partial<Record<ConfigSyncState, number>> = {};
  let matching = 0;
  for (const { state, config, count } of counts) {
    const hasState = filter.states.length === 0 || filter.states.includes(state);
    const hasConfig = filter.configs.length === 0 || filter.configs.includes(config);
    if (hasConfig) byState[state] = (byState[state] ?? 0) + count;
    if (hasState) byConfig[config] = (byConfig[config] ?? 0) + count;
    if (hasState && hasConfig) matching += count;
  }
  return { byState, byConfig, matching };
}

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
    network: row.network_type,
    sparkline,
  };
}
