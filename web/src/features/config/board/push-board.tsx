'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../../trpc/client.tsx';
import { FailureNotice } from '../../../trpc/failure-notice.tsx';
import type { Outputs } from '../../../trpc/outputs.ts';
import { TopBar } from '../../../ui/frame/top-bar.tsx';
import { formatInstant } from '../../../ui/live/age.ts';
import { Age } from '../../../ui/live/age-text.tsx';
import { useLastReading } from '../../nodes/live/last-reading.ts';
import { LiveControl } from '../../nodes/live/live-control.tsx';
import { readingState } from '../../nodes/live/reading-state.ts';
import { rereading } from '../../nodes/live/rereading.ts';
import { StaleNotice } from '../../nodes/live/stale-notice.tsx';
import { usePause } from '../../nodes/live/use-pause.ts';
import { WAITING } from './board-groups.ts';
import { BoardTable } from './board-table.tsx';
import { CellGrid } from './cell-grid.tsx';
import { PUSH_STATES, PushShape } from './push-shapes.tsx';
import { usePushLive } from './use-push-live.ts';

type Board = Outputs['config']['board'];

/** The first rows of both tables. */
const FIRST = { lookFrom: 0, othersFrom: 0 };

/** What became of a push: a cell for each node, the counts, and the nodes that need a look before the others. */
export function PushBoard({ initial }: { initial: Board }) {
  const { pushId } = initial;
  const trpc = useTRPC();
  const { paused, toggle } = usePause();
  const [place, setPlace] = useState(FIRST);
  const query = useQuery({
    ...trpc.config.board.queryOptions({ pushId, ...place }),
    ...(place === FIRST && { initialData: initial }),
    ...rereading({ paused }),
    // Other rows come with what is known now, never with what was when they were seen last.
    gcTime: 0,
  });
  const stream = usePushLive(pushId, () => !paused && query.refetch());
  // Other rows may not be read: then the board stays as it was, with its age.
  const { data: board, reading } = useLastReading(query, initial);
  const { live, refusal } = readingState(reading, stream);
  const { total, counts, cells, look, others, now } = board;
  const turn = (to: Partial<typeof FIRST>) => {
    setPlace({ ...place, ...to });
    // The same rows may be asked for again.
    if (query.isError) void query.refetch();
  };
  const applied = counts.applied ?? 0;
  return (
    <>
      <TopBar
        crumbs={[{ text: 'Configuration', href: '/config' }, { text: 'Push' }]}
        after={<span className="max-md:hidden">{formatInstant(initial.pushId)}</span>}
      >
        <LiveControl state={live} paused={paused} onToggle={() => toggle(query.refetch)} />
      </TopBar>
      <main className="flex flex-col gap-3.5 p-4 lg:px-5">
        <StaleNotice live={live} readAt={reading.dataUpdatedAt} onRead={() => query.refetch()} />
        {refusal !== null && <FailureNotice what="The push could not be read again" error={refusal} />}
        <div>
          <h1 className="state">
            {applied.toLocaleString('en')} of {total.toLocaleString('en')} applied.{' '}
            <span className="remark">{remark(board)}</span>
          </h1>
          <p className="mt-1 text-ink-2">
            Pushed <Age at={initial.pushId} now={now} suffix=" ago" />. Each node tries it, and goes back by
            itself where no coordinator of it answers.
          </p>
        </div>
        <section className="panel overflow-hidden" aria-label="What became of each node">
          <ul className="flex flex-wrap gap-x-5 gap-y-1 border-b border-line px-3.5 py-2.5 text-ink-2">
            {PUSH_STATES.map(({ state, word }) => {
              const count = counts[state] ?? 0;
              return (
                count > 0 && (
                  <li key={state} className="flex items-center gap-1.5">
                    <PushShape state={state} />
                    <strong className="text-ink">{count.toLocaleString('en')}</strong> {word}
                  </li>
                )
              );
            })}
          </ul>
          <CellGrid pushId={pushId} cells={cells} />
        </section>
        {look.total > 0 && (
          <BoardTable
            title="Not as planned"
            rows={look}
            now={now}
            onTurn={(lookFrom) => turn({ lookFrom })}
          />
        )}
        {others.total > 0 && (
          <BoardTable
            title={look.total > 0 ? 'The others' : 'All nodes'}
            rows={others}
            now={now}
            onTurn={(othersFrom) => turn({ othersFrom })}
          />
        )}
      </main>
    </>
  );
}

function remark({ counts, waitingOffline: offline }: Board): string {
  const broken = (counts.failed ?? 0) + (counts.rejected ?? 0);
  const back = counts.rolledBack ?? 0;
  const underWay = WAITING.reduce((sum, state) => sum + (counts[state] ?? 0), 0) - offline;
  const parts = [
    back > 0 && `${counted(back)} went back by ${back === 1 ? 'itself' : 'themselves'}.`,
    broken > 0 && `${counted(broken)} did not take it.`,
    underWay > 0 && `${counted(underWay)} under way.`,
    offline > 0 && `${counted(offline)} offline, to get it on return.`,
  ].filter(Boolean);
  return parts.join(' ') || 'Nothing is left to do.';
}

const counted = (count: number) => count.toLocaleString('en');
