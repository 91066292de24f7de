'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTRPC } from '../../../trpc/client.tsx';
import type { Outputs } from '../../../trpc/outputs.ts';
import { formatInstant } from '../../../ui/live/age.ts';
import { Age } from '../../../ui/live/age-text.tsx';
import { ScrollX } from '../../../ui/scroll-x.tsx';
import { LiveBadge } from '../../nodes/live/live-badge.tsx';
import { useLive } from '../../nodes/live/use-live.ts';
import { PUSH_STATES, PushShape } from './push-shapes.tsx';

const REFRESH_MS = 1_000;
/** Rows below the cells; those that need a look come first. */
const ROWS = 200;

type Board = Outputs['config']['board'];
type BoardNode = Board['nodes'][number];

/** What became of a push: one cell for each node, the counts, and the nodes that need a look. */
export function PushBoard({ initial }: { initial: Board }) {
  const trpc = useTRPC();
  const query = useQuery({
    ...trpc.config.board.queryOptions({ pushId: initial.pushId }),
    initialData: initial,
  });
  const live = useLive(null, REFRESH_MS, () => void query.refetch());
  const { nodes, now } = query.data;
  const count = (state: BoardNode['state']) => nodes.filter((node) => node.state === state).length;
  return (
    <>
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="state">
          {count('applied').toLocaleString('en')} of {nodes.length.toLocaleString('en')} applied.{' '}
          <span className="remark">{remark(nodes)}</span>
        </h1>
        <span className="ml-auto">
          <LiveBadge state={live} />
        </span>
      </div>
      <p className="text-ink-2">
        Pushed <Age at={initial.pushId} now={now} suffix=" ago" />, {formatInstant(initial.pushId)}
      </p>
      <section className="panel p-3.5" aria-label="One cell for each node">
        <ul className="flex flex-wrap gap-x-5 gap-y-1">
          {PUSH_STATES.filter(({ state }) => count(state) > 0).map(({ state, word }) => (
            <li key={state} className="flex items-center gap-1.5">
              <PushShape state={state} />
              {count(state).toLocaleString('en')} {word}
            </li>
          ))}
        </ul>
        <ul className="mt-3 flex flex-wrap gap-1" aria-hidden="true">
          {nodes.map((node) => (
            <li key={node.nodeId} title={`${node.name}: ${node.state}`}>
              <PushShape state={node.state} />
            </li>
          ))}
        </ul>
      </section>
      <BoardTable
        nodes={sortedByNeed(nodes).slice(0, ROWS)}
        hidden={Math.max(0, nodes.length - ROWS)}
        now={now}
      />
    </>
  );
}

function remark(nodes: readonly BoardNode[]): string {
  const broken = nodes.filter((node) => NEEDS_LOOK.has(node.state)).length;
  const waiting = nodes.filter((node) => WAITING.has(node.state));
  const offline = waiting.filter((node) => !node.online).length;
  const parts = [
    broken > 0 && `${broken} to look at.`,
    waiting.length - offline > 0 && `${waiting.length - offline} at it.`,
    offline > 0 && `${offline} offline, to get it on return.`,
  ].filter(Boolean);
  return parts.join(' ') || 'Nothing is left to do.';
}

const NEEDS_LOOK = new Set<BoardNode['state']>(['failed', 'rejected', 'rolledBack']);
const WAITING = new Set<BoardNode['state']>(['queued', 'sent', 'received', 'applying']);

function sortedByNeed(nodes: readonly BoardNode[]): BoardNode[] {
  const rank = (node: BoardNode) => (NEEDS_LOOK.has(node.state) ? 0 : WAITING.has(node.state) ? 1 : 2);
  return [...nodes].sort((one, other) => rank(one) - rank(other));
}

function BoardTable({ nodes, hidden, now }: { nodes: readonly BoardNode[]; hidden: number; now: number }) {
  const wordOf = (node: BoardNode) =>
    PUSH_STATES.find(({ state }) => state === node.state)?.word ?? node.state;
  return (
    <ScrollX label="Nodes of this push, scrolls sideways" className="panel">
      <table className="table">
        <thead>
          <tr>
            <th>Node</th>
            <th>Result</th>
            <th>Why</th>
            <th className="number">Rev</th>
            <th className="number">Reported</th>
          </tr>
        </thead>
        <tbody>
          {nodes.map((node) => (
            <tr key={node.nodeId}>
              <td className="font-medium">
                <Link href={`/nodes/${node.nodeId}`} className="hover:underline">
                  {node.name}
                </Link>
              </td>
              <td>
                <span className="flex items-center gap-1.5 whitespace-nowrap">
                  <PushShape state={node.state} />
                  {wordOf(node)}
                  {WAITING.has(node.state) && !node.online && <span className="text-ink-3">offline</span>}
                </span>
              </td>
              <td className="text-ink-2">{node.error ?? '–'}</td>
              <td className="number">r{node.revision}</td>
              <td className="number">
                {node.reportedAt === null ? '–' : <Age at={node.reportedAt} now={now} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {hidden > 0 && <p className="border-t border-line p-3 text-ink-2">{hidden} more are as intended.</p>}
    </ScrollX>
  );
}
