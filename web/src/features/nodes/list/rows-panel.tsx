'use client';

import { lazy, Suspense } from 'react';
import { CountsStrip } from './counts-strip.tsx';
import type { NodeFilter } from './list-filter.ts';
import type { ListLook } from './list-look.ts';
import { MoreRows } from './more-rows.tsx';
import { NewMatches } from './new-matches.tsx';
import { NodeTable } from './node-table.tsx';
import type { useNodeRows } from './use-node-rows.ts';
import { useReadMore } from './use-read-more.ts';

// What most visits never show is loaded where it is shown.
const NoMatch = lazy(() => import('./no-match.tsx'));

interface RowsPanelProps {
  filter: NodeFilter;
  look: ListLook;
  rows: ReturnType<typeof useNodeRows>;
  selected: ReadonlySet<string>;
  openId: string | undefined;
  onSelect: (selected: ReadonlySet<string>) => void;
  onOpen: (id: string) => void;
  /** Another filter is wanted. */
  onShow: (filter: NodeFilter) => void;
}

/** What matches the filter: how many in which state, and the rows, those that wait above them, those to read below. */
export function RowsPanel({
  filter,
  look,
  rows,
  selected,
  openId,
  onSelect,
  onOpen,
  onShow,
}: RowsPanelProps) {
  const { newest, nodes, waiting, order } = rows;
  const readMore = useReadMore(order);
  return (
    <div className="panel node-list-panel">
      <div className="flex flex-wrap items-center border-line [&:has(*)]:border-b">
        <CountsStrip {...{ filter, byState: newest.byState, byConfig: newest.byConfig }} onChange={onShow} />
        {waiting > 0 && <NewMatches count={waiting} onShow={rows.showNew} />}
      </div>
      {nodes.length === 0 && newest.matching === 0 ? (
        <Suspense>
          <NoMatch filter={filter} total={newest.total} onShow={onShow} />
        </Suspense>
      ) : (
        <NodeTable
          {...{ nodes, look, selected, openId, onSelect, onOpen }}
          gone={rows.gone}
          matching={newest.matching}
          now={newest.now}
          sort={filter.sort}
          onSort={(sort) => onShow({ ...filter, sort })}
          onSeen={rows.setSeen}
          onMore={readMore}
          onHold={rows.hold}
        />
      )}
      <MoreRows order={order} shown={nodes.length} />
    </div>
  );
}
