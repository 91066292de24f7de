'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTRPC, useTRPCClient } from '../../../trpc/client.tsx';
import type { Outputs } from '../../../trpc/outputs.ts';
import { useLastReading } from '../live/last-reading.ts';
import { rereading } from '../live/rereading.ts';
import { newMatches } from './kept-rows.ts';
import { formatFilter, MAX_READ_ROWS, type NodeFilter } from './list-filter.ts';
import type { NodeListItem } from './list-nodes.ts';
import { useKeptRows } from './use-kept-rows.ts';

type ListPage = Outputs['nodes']['list'];

interface NodeRowsOptions {
  readonly filter: NodeFilter;
  /** What the server read for the page, and for which filter. */
  readonly initial: ListPage;
  readonly initialFilter: NodeFilter;
  readonly paused: boolean;
}

/**
 * The rows of a filter. Their order is read page by page and kept; what they say is read again for the first page and
 * for the rows that are seen, however long the list is. New ones wait for `showNew`.
 */
export function useNodeRows({ filter, initial, initialFilter, paused }: NodeRowsOptions) {
  const trpc = useTRPC();
  const address = formatFilter(filter);
  const [reading, setReading] = useState(0);
  const isInitial = useIsInitial(reading === 0 && address === formatFilter(initialFilter));
  const order = useOrder({ filter, key: `${address} ${reading}`, initial: isInitial ? initial : undefined });
  const head = useQuery({
    ...trpc.nodes.list.queryOptions(filter),
    ...(isInitial && { initialData: initial }),
    placeholderData: (previous) => previous,
    ...rereading({ paused }),
  });
  const { data: newest, reading: headReading } = useLastReading(head, initial);
  const [seen, setSeen] = useState<readonly string[]>([]);
  const asked = useMemo(() => {
    const read = new Set(idsOf(newest));
    return seen.filter((id) => !read.has(id)).slice(0, MAX_READ_ROWS);
  }, [seen, newest]);
  const rest = useQuery({
    ...trpc.nodes.rows.queryOptions({ ...filter, ids: [...asked] }),
    enabled: asked.length > 0 && !order.isPlaceholderData,
    ...rereading({ paused }),
  });

  const pages = useMemo(
    () => (order.isPlaceholderData ? undefined : order.data?.pages.map(idsOf)),
    [order.data, order.isPlaceholderData],
  );
  const { rows, takeIn, hold } = useKeptRows(`${address} ${reading}`, pages);
  useEffect(() => {
    if (rest.data !== undefined) takeIn({ asked, came: new Set(rest.data.items.map(({ id }) => id)) });
  }, [rest.data, asked, takeIn]);
  const shownIds = rows?.ids;
  useEffect(() => {
    // A first page that has all there is tells which of the others are gone.
    const isWhole = head.data !== undefined && !head.isPlaceholderData && head.data.nextCursor === null;
    if (isWhole && shownIds !== undefined) takeIn({ asked: shownIds, came: new Set(idsOf(head.data)) });
  }, [head.data, head.isPlaceholderData, shownIds, takeIn]);

  const read = order.data?.pages ?? [initial];
  const values = useValues(read, rest.data?.items ?? NO_NODES, newest.items);
  const ids = shownIds ?? read.flatMap(idsOf);
  const matchingAtRead = read[0]?.matching ?? initial.matching;
  const waiting = rows === undefined ? 0 : newMatches({ rows, matchingAtRead, matching: newest.matching });
  const isFirst = waiting > 0 && ids.length === 0;
  useEffect(() => {
    // Under nobody's pointer anything moves where nothing is shown.
    if (isFirst) setReading((before) => before + 1);
  }, [isFirst]);
  return {
    newest,
    headReading,
    nodes: ids.flatMap((id) => values.get(id) ?? []),
    gone: rows?.gone,
    waiting,
    showNew: () => setReading(reading + 1),
    /** Tells which rows are seen, so that these are kept up to date. */
    setSeen,
    hold,
    order,
    head,
    /** Reads what is seen again; resolves when that is done, well or not. */
    refresh: () => Promise.all([head.refetch(), asked.length > 0 && rest.refetch()]),
  };
}

/** The ids of a filter in their order, page by page; read once for a key, whatever happens meanwhile. */
function useOrder(of: { filter: NodeFilter; key: string; initial: ListPage | undefined }) {
  const client = useTRPCClient();
  return useInfiniteQuery({
    queryKey: ['nodes in order', of.key],
    queryFn: ({ pageParam, signal }) =>
      client.nodes.list.query({ ...of.filter, cursor: pageParam }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    ...(of.initial !== undefined && { initialData: { pages: [of.initial], pageParams: [null] } }),
    placeholderData: (previous) => previous,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}

/** Whether what the server read for the page is still what is asked for; once it was not, it is too old for ever. */
function useIsInitial(isSame: boolean): boolean {
  const stayed = useRef(true);
  stayed.current &&= isSame;
  return stayed.current;
}

/** What is known of each node, of the newest reading; rows that are scrolled back to begin with what they said last. */
function useValues(
  pages: readonly ListPage[],
  rest: readonly NodeListItem[],
  first: readonly NodeListItem[],
): ReadonlyMap<string, NodeListItem> {
  const known = useRef(new Map<string, NodeListItem>());
  const taken = useRef(new WeakSet<readonly NodeListItem[]>());
  return useMemo(() => {
    for (const reading of [...pages.map(({ items }) => items), rest, first]) {
      if (taken.current.has(reading)) continue;
      taken.current.add(reading);
      for (const node of reading) known.current.set(node.id, node);
    }
    return new Map(known.current);
  }, [pages, rest, first]);
}

const NO_NODES: readonly NodeListItem[] = [];
const idsOf = (page: ListPage) => page.items.map(({ id }) => id);
