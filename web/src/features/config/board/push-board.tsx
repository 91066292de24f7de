'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../../trpc/client.tsx';
import { FailureNotice } from '../../../trpc/failure-notice.tsx';
import type { Outputs } from '../../../trpc/outputs.ts';
import { TopBar } from '../../../ui/frame/top-bar.tsx';
import { formatInstant } from '../../../ui/live/age.ts';
import { Age } from '../../../ui/live/age-text.tsx';
import { LiveControl } from '../../nodes/live/live-control.tsx';
import { readingState } from '../../nodes/live/reading-state.ts';
import { StaleNotice } from '../../nodes/live/stale-notice.tsx';
import { useLive } from '../../nodes/live/use-live.ts';
import { isWaiting, needsLook } from './board-groups.ts';
import { BoardTable } from './board-table.tsx';
import { PUSH_STATES, PushShape, pushWord } from './push-shapes.tsx';

const REFRESH_MS = 500;
/** Rows of those that are as intended. */
const ROWS = 200;

type Board = Outputs['config']['board'];
type BoardNode = Board['nodes'][number];

/** What became of a push: one cell for each node, the counts, and the nodes that need a look. */
export function PushBoard({ initial }: { initial: Board }) {
  const trpc = useTRPC();
  const [paused, setPaused] = useState(false);
  const query = useQuery({
    ...trpc.config.board.queryOptions({ pushId: initial.pushId }),
    initialData: initial,
  });
  const stream = useLive(null, REFRESH_MS, () => !paused && query.refetch());
  const { live, refusal } = readingState(query, stream);
  const { nodes, now } = query.data;
  const count = (state: BoardNode['state']) => nodes.filter((node) => node.state === state).length;
  const notAsPlanned = nodes.filter(needsLook);
  const others = nodes.filter((node) => !needsLook(node)).sort((one, other) => order(one) - order(other));
  return (
    <>
      <TopBar
        crumbs={[{ text: 'Configuration', href: '/config' }, { text: 'Push' }]}
        after={<span className="max-md:hidden">{formatInstant(initial.pushId)}</span>}
      >
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
        {refusal !== null && <FailureNotice what="The push could not be read again" error={refusal} />}
        <div>
          <h1 className="state">
            {count('applied').toLocaleString('en')} of {nodes.length.toLocaleString('en')} applied.{' '}
            <span className="remark">{remark(nodes)}</span>
          </h1>
          <p className="mt-1 text-ink-2">
            Pushed <Age at={initial.pushId} now={now} suffix=" ago" />. Each node tries it, and goes back by
            itself where no coordinator of it answers.
          </p>
        </div>
        <section className="panel overflow-hidden" aria-label="One cell for each node">
          <ul className="flex flex-wrap gap-x-5 gap-y-1 border-b border-line px-3.5 py-2.5 text-ink-2">
            {PUSH_STATES.filter(({ state }) => count(state) > 0).map(({ state, word }) => (
              <li key={state} className="flex items-center gap-1.5">
                <PushShape state={state} />
                <strong className="text-ink">{count(state).toLocaleString('en')}</strong> {word}
              </li>
            ))}
          </ul>
          <ul className="flex flex-wrap gap-0.5 p-3.5" aria-hidden="true">
            {nodes.map((node) => (
              <li key={node.nodeId} title={`${node.name}: ${pushWord(node.state)}`} className="leading-none">
                <PushShape state={node.state} size={8} />
              </li>
            ))}
          </ul>
        </section>
        {notAsPlanned.length > 0 && (
          <BoardTable title="Not as planned" nodes={notAsPlanned} hidden={0} now={now} />
        )}
        {others.length > 0 && (
          <BoardTable
            title={notAsPlanned.length > 0 ? 'The others' : 'All nodes'}
            nodes={others.slice(0, ROWS)}
            hidden={Math.max(0, others.length - ROWS)}
            now={now}
          />
        )}
      </main>
    </>
  );
}

/** Those under way come before those that are done. */
function order(node: BoardNode): number {
  return isWaiting(node) ? 0 : 1;
}

function remark(nodes: readonly BoardNode[]): string {
  const count = (state: BoardNode['state']) => nodes.filter((node) => node.state === state).length;
  const broken = count('failed') + count('rejected');
  const back = count('rolledBack');
  const waiting = nodes.filter(isWaiting);
  const offline = waiting.filter((node) => !node.online).length;
  const parts = [
    back > 0 && `${back} went back by ${back === 1 ? 'itself' : 'themselves'}.`,
    broken > 0 && `${broken} did not take it.`,
    waiting.length - offline > 0 && `${waiting.length - offline} under way.`,
    offline > 0 && `${offline} offline, to get it on return.`,
  ].filter(Boolean);
  return parts.join(' ') || 'Nothing is left to do.';
}
