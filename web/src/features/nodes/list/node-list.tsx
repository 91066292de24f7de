'use client';

import { useSearchParams } from 'next/navigation';
import { lazy, Suspense, useState } from 'react';
import { FailureNotice } from '../../../trpc/failure-notice.tsx';
import type { Outputs } from '../../../trpc/outputs.ts';
import { TopBar } from '../../../ui/frame/top-bar.tsx';
import { LiveControl } from '../live/live-control.tsx';
import { readingState } from '../live/reading-state.ts';
import { StaleNotice } from '../live/stale-notice.tsx';
import { useLive } from '../live/use-live.ts';
import { usePause } from '../live/use-pause.ts';
import { type NodeFilter, parseFilter } from './list-filter.ts';
import { ListHead } from './list-head.tsx';
import type { ListLook } from './list-look.ts';
import { NodeBeside } from './node-beside.tsx';
import { NodeFilters } from './node-filters.tsx';
import { RowsPanel } from './rows-panel.tsx';
import { useEscape } from './use-escape.ts';
import { useListLook } from './use-list-look.ts';
import { useNodeRows } from './use-node-rows.ts';
import { useOpenNode } from './use-open-node.ts';

/** Many nodes change each second; a list is read again no more often than this. */
const REFRESH_MS = 3_000;

// What most visits never show is loaded where it is shown.
const NoNodes = lazy(() => import('./no-nodes.tsx'));
const SelectionBar = lazy(() => import('./selection-bar.tsx'));

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
  const [look, chooseLook] = useListLook(initialLook);
  const rows = useNodeRows({ filter, initial, initialFilter, paused });
  const { newest, headReading, nodes, head } = rows;
  const openNode = useOpenNode();
  const { openId, open, close, show } = openNode;
  const letGo = selected.size === 0 ? undefined : () => setSelected(new Set());
  useEscape(openId === undefined ? letGo : close);
  const stream = useLive(null, REFRESH_MS, () => !paused && rows.refresh());
  const { live, refusal } = readingState(headReading, stream);
  // What another filter leaves may not have been read at all.
  const failure = head.isLoadingError ? head.error : refusal;

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
              <RowsPanel
                {...{ filter, look, rows, selected, openId }}
                onSelect={setSelected}
                onOpen={open}
                onShow={show}
              />
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
        <NodeBeside
          at={openNode}
          name={nodes.find(({ id }) => id === openId)?.name}
          {...{ paused, mayChange, mayDelete }}
        />
      </div>
    </div>
  );
}
