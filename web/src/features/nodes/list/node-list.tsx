'use client';

import { useSearchParams } from 'next/navigation';
import { lazy, Suspense, useCallback, useState } from 'react';
import { FailureNotice } from '../../../trpc/failure-notice.tsx';
import type { Outputs } from '../../../trpc/outputs.ts';
import { TopBar } from '../../../ui/frame/top-bar.tsx';
import { LiveControl } from '../live/live-control.tsx';
import { readingState } from '../live/reading-state.ts';
import { StaleNotice } from '../live/stale-notice.tsx';
import { useLive } from '../live/use-live.ts';
import { usePause } from '../live/use-pause.ts';
import { CountsStrip } from './counts-strip.tsx';
import { type NodeFilter, parseFilter } from './list-filter.ts';
import { ListHead } from './list-head.tsx';
import { type ListLook, lookCookie } from './list-look.ts';
import { MoreRows } from './more-rows.tsx';
import { NewMatches } from './new-matches.tsx';
import { NodeFilters } from './node-filters.tsx';
import { NodeTable } from './node-table.tsx';
import { useEscape } from './use-escape.ts';
import { useNodeRows } from './use-node-rows.ts';
import { useOpenNode } from './use-open-node.ts';

/** Many nodes change each second; a list is read again no more often than this. */
const REFRESH_MS = 3_000;

// What most visits never show is loaded where it is shown.
const NoMatch = lazy(() => import('./no-match.tsx'));
const NoNodes = lazy(() => import('./no-nodes.tsx'));
const SelectionBar = lazy(() => import('./selection-bar.tsx'));
const NodePanel = lazy(() => import('../detail/node-panel.tsx'));

interface NodeListProps {
  initial: Outputs['nodes']['list'];
  initialFilter: NodeFilter;
  initialLook: ListLook;
  /** Whether this person may push, suspend and enrol, and delete. */
  mayChange: boolean;
  mayDelete: boolean;
}

/** The list of nodes: counts that follow the filter, rows in place, more as one goes down, one node beside it. */
export function NodeList({ initial, initialFilter, initialLook, mayChange, mayDelete }: NodeListProps) {
  const filter = parseFilter(Object.fromEntries(useSearchParams()));
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const { paused, toggle } = usePause();
  const [look, setLook] = useState(initialLook);
  const rows = useNodeRows({ filter, initial, initialFilter, paused });
  const { newest, headReading, nodes, waiting, head, order } = rows;
  const { openId, pageOf, open, close, show } = useOpenNode();
  const letGo = selected.size === 0 ? undefined : () => setSelected(new Set());
  useEscape(openId === undefined ? letGo : close);
  const stream = useLive(null, REFRESH_MS, () => !paused && rows.refresh());
  const { live, refusal } = readingState(headReading, stream);
  // What another filter leaves may not have been read at all.
  const failure = head.isLoadingError ? head.error : refusal;
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = order;
  const readMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isError, fetchNextPage]);
  const chooseLook = (next: ListLook) => {
    setLook(next);
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
    document.cookie = lookCookie(next);
  };

  return (
    <div className="node-list-page">
      <TopBar crumbs={[{ text: 'Nodes' }]}>
        <LiveControl state={live} paused={paused} onToggle={() => toggle(rows.refresh)} />
      </TopBar>
      <div className="node-list-body">
        <main className="node-list-main">
          <StaleNotice live={live} readAt={headReading.dataUpdatedAt} onRead={rows.refresh} />
          {newest.total === 0 ? (
            <Suspense>
              <NoNodes mayEnrol={mayChange} />
            </Suspense>
          ) : (
            <>
              <ListHead
                {...{ filter, look }}
                total={newest.total}
                matching={newest.matching}
                mayEnrol={mayChange}
                onLook={chooseLook}
              />
              <NodeFilters filter={filter} onChange={show} />
              {failure !== null && <FailureNotice what="The list could not be read" error={failure} />}
              <div className="panel node-list-panel">
                <div className="flex flex-wrap items-center border-line [&:has(*)]:border-b">
                  <CountsStrip
                    {...{ filter, byState: newest.byState, byConfig: newest.byConfig }}
                    onChange={show}
                  />
                  {waiting > 0 && <NewMatches count={waiting} onShow={rows.showNew} />}
                </div>
                {nodes.length === 0 && newest.matching === 0 ? (
                  <Suspense>
                    <NoMatch filter={filter} total={newest.total} onShow={show} />
                  </Suspense>
                ) : (
                  <NodeTable
                    {...{ nodes, look, selected, openId }}
                    gone={rows.gone}
                    matching={newest.matching}
                    now={newest.now}
                    sort={filter.sort}
                    onSelect={setSelected}
                    onSort={(sort) => show({ ...filter, sort })}
                    onOpen={open}
                    onSeen={rows.setSeen}
                    onMore={readMore}
                    onHold={rows.hold}
                  />
                )}
                <MoreRows order={order} shown={nodes.length} />
              </div>
              <Suspense>
                {selected.size > 0 && (
                  <SelectionBar
                    {...{ filter, selected }}
                    matching={newest.matching}
                    mayPush={mayChange}
                    onSelect={setSelected}
                  />
                )}
              </Suspense>
            </>
          )}
        </main>
        <Suspense fallback={<aside className="node-panel" aria-label="Node" />}>
          {openId !== undefined && (
            <NodePanel
              key={openId}
              nodeId={openId}
              name={nodes.find(({ id }) => id === openId)?.name}
              href={pageOf(openId)}
              {...{ paused, mayChange, mayDelete }}
              onOpen={() => open(openId)}
              onClose={close}
            />
          )}
        </Suspense>
      </div>
    </div>
  );
}
