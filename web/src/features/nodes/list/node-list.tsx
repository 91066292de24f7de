'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useEffect, useState } from 'react';
import { useTRPC } from '../../../trpc/client.tsx';
import { FailureNotice } from '../../../trpc/failure-notice.tsx';
import type { Outputs } from '../../../trpc/outputs.ts';
import { TopBar } from '../../../ui/frame/top-bar.tsx';
import { PageState } from '../../../ui/page-state.tsx';
import { LiveControl } from '../live/live-control.tsx';
import { StaleNotice } from '../live/stale-notice.tsx';
import { type LiveState, useLive } from '../live/use-live.ts';
import { calmRows } from './calm-rows.ts';
import { CountsStrip } from './counts-strip.tsx';
import { ExportButton } from './export-button.tsx';
import { formatFilter, isNarrowed, NO_FILTER, type NodeFilter, parseFilter } from './list-filter.ts';
import { NoNodes } from './no-nodes.tsx';
import { NodeFilters } from './node-filters.tsx';
import { NodeTable } from './node-table.tsx';
import { SelectionBar } from './selection-bar.tsx';

/** Many nodes change each second; a list is read again no more often than this. */
const REFRESH_MS = 3_000;

type ListPage = Outputs['nodes']['list'];

interface NodeListProps {
  initial: ListPage;
  initialFilter: NodeFilter;
  /** Whether this person may push and enrol. */
  mayChange: boolean;
}

/** The list of nodes: counts that follow the filter, rows in place, more on demand. */
export function NodeList({ initial, initialFilter, mayChange }: NodeListProps) {
  const trpc = useTRPC();
  const filter = parseFilter(Object.fromEntries(useSearchParams()));
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [paused, setPaused] = useState(false);
  const address = formatFilter(filter);
  const query = useInfiniteQuery({
    ...trpc.nodes.list.infiniteQueryOptions(filter, { getNextPageParam: (page) => page.nextCursor }),
    ...(address === formatFilter(initialFilter) && {
      initialData: { pages: [initial], pageParams: [null] },
    }),
    placeholderData: (previous) => previous,
  });
  const stream = useLive(null, REFRESH_MS, () => !paused && query.refetch());
  const live: LiveState = query.isRefetchError ? { kind: 'lost', lostAt: query.errorUpdatedAt } : stream;
  const pages = query.data?.pages ?? [initial];
  const newest = pages[0] ?? initial;
  const { rows, waiting, showNew } = useCalmRows(pages, query.isPlaceholderData ? undefined : address);
  const show = (next: NodeFilter) => window.history.replaceState(null, '', `/nodes${formatFilter(next)}`);
  const total = newest.total.toLocaleString('en');

  return (
    <>
      <TopBar crumbs={[{ text: 'Nodes' }]}>
        <LiveControl
          state={live}
          paused={paused}
          onToggle={() => {
            setPaused(!paused);
            if (paused) void query.refetch();
          }}
        />
      </TopBar>
      <main className="flex flex-col gap-3.5 p-4 lg:px-5">
        <StaleNotice live={live} readAt={query.dataUpdatedAt} onRead={() => query.refetch()} />
        {newest.total === 0 ? (
          <NoNodes mayEnrol={mayChange} />
        ) : (
          <>
            <div className="flex flex-wrap items-center gap-2">
              <h1 className="state mr-auto">
                {newest.matching.toLocaleString('en')}{' '}
                <span className="remark">
                  {isNarrowed(filter) ? `of ${total} nodes match` : newest.total === 1 ? 'node' : 'nodes'}
                </span>
              </h1>
              <ExportButton filter={filter} count={newest.matching} />
              {mayChange && (
                <Link href="/enrol" className="button button-primary">
                  Enrol nodes
                </Link>
              )}
            </div>
            <NodeFilters filter={filter} onChange={show} />
            {query.isError && <FailureNotice what="The list could not be read again" error={query.error} />}
            <div className="panel overflow-hidden">
              <div className="flex flex-wrap items-center border-b border-line">
                <CountsStrip
                  filter={filter}
                  byState={newest.byState}
                  byConfig={newest.byConfig}
                  onChange={show}
                />
                {waiting > 0 && (
                  <button type="button" className="chip mr-3 ml-auto" aria-pressed="true" onClick={showNew}>
                    {waiting.toLocaleString('en')} new {waiting === 1 ? 'matches' : 'match'}, show
                  </button>
                )}
              </div>
              {rows.length === 0 && newest.matching === 0 ? (
                <NoMatch total={total} onClear={() => show({ ...NO_FILTER, sort: filter.sort })} />
              ) : (
                <NodeTable
                  {...{ nodes: rows, now: newest.now, filter, selected }}
                  onSelect={setSelected}
                  onSort={(sort) => show({ ...filter, sort })}
                />
              )}
            </div>
            {query.hasNextPage && (
              <button
                type="button"
                className="button self-start"
                disabled={query.isFetchingNextPage}
                onClick={() => query.fetchNextPage()}
              >
                {query.isFetchingNextPage
                  ? 'Reading more'
                  : `Show more, ${rows.length.toLocaleString('en')} shown`}
              </button>
            )}
            {selected.size > 0 && (
              <SelectionBar
                selected={selected}
                matching={newest.matching}
                mayPush={mayChange}
                onClear={() => setSelected(new Set())}
              />
            )}
          </>
        )}
      </main>
    </>
  );
}

/** Rows that keep their order until the filter changes, more pages are read, or somebody asks for the new ones. */
function useCalmRows(pages: readonly ListPage[], address: string | undefined) {
  const read = pages.flatMap((page) => page.items);
  const key = address === undefined ? undefined : `${address} ${pages.length}`;
  const [shown, setShown] = useState<{ key: string; ids: readonly string[] }>();
  const calm = calmRows(key !== undefined && shown?.key === key ? shown.ids : undefined, read);
  useEffect(() => {
    if (key !== undefined && !calm.isKept && read.length > 0)
      setShown({ key, ids: read.map((row) => row.id) });
  });
  return { ...calm, showNew: () => setShown(undefined) };
}

function NoMatch({ total, onClear }: { total: string; onClear: () => void }) {
  return (
    <PageState
      kind="noMatch"
      title={`0 of ${total} nodes match`}
      actions={
        <button type="button" className="button" onClick={onClear}>
          Clear all filters
        </button>
      }
    >
      No node has what the filter asks for.
    </PageState>
  );
}
