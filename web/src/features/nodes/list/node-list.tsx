'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { failureWords } from '../../../trpc/call-error.ts';
import { useTRPC } from '../../../trpc/client.tsx';
import type { Outputs } from '../../../trpc/outputs.ts';
import { PageState } from '../../../ui/page-state.tsx';
import { LiveBadge } from '../live/live-badge.tsx';
import { useLive } from '../live/use-live.ts';
import { formatFilter, isNarrowed, type NodeFilter, parseFilter } from './list-filter.ts';
import { NodeFilters } from './node-filters.tsx';
import { NodeTable } from './node-table.tsx';

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
  const isInitial = formatFilter(filter) === formatFilter(initialFilter);
  const query = useInfiniteQuery({
    ...trpc.nodes.list.infiniteQueryOptions(filter, { getNextPageParam: (page) => page.nextCursor }),
    ...(isInitial && { initialData: { pages: [initial], pageParams: [null] } }),
    placeholderData: (previous) => previous,
  });
  const live = useLive(null, REFRESH_MS, () => void query.refetch());
  const pages = query.data?.pages ?? [initial];
  const newest = pages[0] ?? initial;
  const nodes = pages.flatMap((page) => page.items);

  const show = (next: NodeFilter) => window.history.replaceState(null, '', `/nodes${formatFilter(next)}`);

  if (newest.total === 0) return <NoNodes mayEnrol={mayChange} />;
  return (
    <>
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="state">
          {newest.matching.toLocaleString('en')}{' '}
          <span className="remark">
            {isNarrowed(filter) ? `of ${newest.total.toLocaleString('en')} nodes match` : 'nodes'}
          </span>
        </h1>
        <span className="ml-auto">
          <LiveBadge state={query.isRefetchError ? 'reconnecting' : live} />
        </span>
      </div>
      <NodeFilters filter={filter} byState={newest.byState} onChange={show} />
      {query.isError && <Failure error={query.error} />}
      <div className="panel overflow-hidden">
        {nodes.length === 0 ? (
          <PageState
            kind="noMatch"
            title={`0 of ${newest.total.toLocaleString('en')} nodes match`}
            actions={
              <button
                type="button"
                className="button"
                onClick={() => show({ ...filter, search: '', states: [], configs: [] })}
              >
                Clear all filters
              </button>
            }
          >
            No node has what the filter asks for.
          </PageState>
        ) : (
          <NodeTable nodes={nodes} now={newest.now} selected={selected} onSelect={setSelected} />
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
            : `Show more, ${nodes.length.toLocaleString('en')} shown`}
        </button>
      )}
      {selected.size > 0 && (
        <SelectionBar selected={selected} mayPush={mayChange} onClear={() => setSelected(new Set())} />
      )}
    </>
  );
}

function NoNodes({ mayEnrol }: { mayEnrol: boolean }) {
  return (
    <>
      <h1 className="state">
        No nodes yet. <span className="remark">Enrol the first one.</span>
      </h1>
      <div className="panel">
        <PageState
          kind="empty"
          title="Nothing is enrolled"
          actions={
            mayEnrol && (
              <Link href="/enrol" className="button button-primary">
                Make an enrolment key
              </Link>
            )
          }
        >
          Make an enrolment key, scan its code with a phone or give its line to a Linux node. It shows here
          within 5 s.
        </PageState>
      </div>
    </>
  );
}

function Failure({ error }: { error: unknown }) {
  const words = failureWords(error);
  return (
    <p role="alert" className="rounded-2 border border-broken-line bg-broken-tint px-3 py-2 text-broken">
      The list could not be read again: {words.message}
      {words.requestId !== undefined && <> Request {words.requestId}</>}
    </p>
  );
}

interface SelectionBarProps {
  selected: ReadonlySet<string>;
  mayPush: boolean;
  onClear: () => void;
}

function SelectionBar({ selected, mayPush, onClear }: SelectionBarProps) {
  const count = selected.size === 1 ? '1 node' : `${selected.size} nodes`;
  return (
    <div className="sticky bottom-16 z-10 mx-auto flex items-center gap-3 rounded-3 bg-raised px-4 py-2 shadow-2 md:bottom-4">
      <span className="font-medium">{count}</span>
      {mayPush && (
        <Link href={`/config?push=${[...selected].join(',')}`} className="button">
          Push configuration to {count}
        </Link>
      )}
      <button type="button" className="button button-quiet" onClick={onClear}>
        Clear
      </button>
    </div>
  );
}
