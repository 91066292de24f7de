import { configReason } from '@ntmobile/shared/config-reason';
import Link from 'next/link';
import type { Outputs } from '../../../trpc/outputs.ts';
import { counted } from '../../../ui/counted.ts';
import { Age } from '../../../ui/live/age-text.tsx';
import { isWaiting } from './board-groups.ts';
import { BOARD_ROWS } from './board-rows.ts';
import { PUSH_STATES, PushShape, pushWord } from './push-shapes.tsx';

type BoardRows = Outputs['config']['board']['look'];
type BoardNode = BoardRows['nodes'][number];

interface BoardTableProps {
  title: string;
  rows: BoardRows;
  now: number;
  /** Shows the rows from this place on. */
  onTurn: (from: number) => void;
}

/** Nodes of a push with their result and its cause in words, a page of them at a time. */
export function BoardTable({ title, rows, now, onTurn }: BoardTableProps) {
  return (
    <section className="panel overflow-hidden" aria-label={title}>
      <h2 className="flex flex-wrap items-baseline gap-x-3 px-3.5 py-3 text-lg">
        {title} <span className="text-sm font-normal text-ink-3">{counted(rows.total, 'node')}</span>
      </h2>
      <table className="table board-table">
        <thead>
          <tr>
            <th>Node</th>
            <th>Result</th>
            <th>Cause</th>
            <th className="number">Rev</th>
            <th className="number">Reported</th>
          </tr>
        </thead>
        <tbody>
          {rows.nodes.map((node) => (
            <tr key={node.nodeId}>
              <td className="board-cell-node font-medium">
                <Link href={`/nodes/${node.nodeId}`} className="hover:underline">
                  {node.name}
                </Link>
              </td>
              <td className="board-cell-result">
                <Result node={node} />
              </td>
              <td className="board-cell-cause text-ink-2" data-none={causeOf(node) === NONE}>
                {causeOf(node)}
              </td>
              <td className="board-cell-rev number">r{node.revision}</td>
              <td className="board-cell-at number">
                {node.reportedAt === null ? '–' : <Age at={node.reportedAt} now={now} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.total > rows.nodes.length && <Turn title={title} rows={rows} onTurn={onTurn} />}
    </section>
  );
}

function Turn({ title, rows, onTurn }: Omit<BoardTableProps, 'now'>) {
  const { from, total, nodes } = rows;
  const shown = `${(from + 1).toLocaleString('en')} to ${(from + nodes.length).toLocaleString('en')}`;
  return (
    <nav
      className="flex flex-wrap items-center gap-2 border-t border-line px-3.5 py-2"
      aria-label={`Pages of ${title}`}
    >
      <span className="mr-auto text-ink-2" role="status">
        {shown} of {total.toLocaleString('en')}
      </span>
      <button
        type="button"
        className="button button-small"
        disabled={from === 0}
        onClick={() => onTurn(Math.max(0, from - BOARD_ROWS))}
      >
        Previous
      </button>
      <button
        type="button"
        className="button button-small"
        disabled={from + nodes.length >= total}
        onClick={() => onTurn(from + BOARD_ROWS)}
      >
        Next
      </button>
    </nav>
  );
}

function Result({ node }: { node: BoardNode }) {
  const known = PUSH_STATES.find(({ state }) => state === node.state);
  return (
    <span className="flex items-center gap-1.5 whitespace-nowrap">
      <PushShape state={node.state} />
      <span className={known?.text}>{capital(pushWord(node.state))}</span>
    </span>
  );
}

const STATUSES: Partial<Record<BoardNode['state'], string>> = {
  rolledBack: 'rolled_back',
  failed: 'failed',
  rejected: 'rejected',
};

const NONE = '–';

function causeOf(node: BoardNode): string {
  if (isWaiting(node)) return node.online ? NONE : 'Offline: it gets it when it returns.';
  if (node.state === 'superseded') return 'A newer push took its place.';
  const { error, revision } = node;
  return configReason({ status: STATUSES[node.state] ?? node.state, error, revision }) ?? NONE;
}

function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
