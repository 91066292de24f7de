import type { PushState } from './push-state.ts';

/** Cells that a board has at most; with more nodes than that a cell stands for ten, a hundred and so on. */
const MOST_CELLS = 3_000;

/** The state that is shown where a cell stands for several nodes: what needs a look before what is under way or done. */
const WORST_FIRST: readonly PushState[] = [
  'failed',
  'rejected',
  'rolledBack',
  'queued',
  'sent',
  'received',
  'applying',
  'superseded',
  'applied',
];

/** The states of many nodes in few bytes. */
export interface PushCells {
  /** How many nodes a cell stands for; the last one may stand for fewer. */
  readonly nodesEach: number;
  /** A digit for each cell, its state's place in `WORST_FIRST`, in the order of the nodes. */
  readonly codes: string;
}

/** The cells of a push, whose nodes come by name. */
export function pushCells(nodes: readonly { readonly state: PushState }[]): PushCells {
  const nodesEach = nodesOfCell(nodes.length);
  let codes = '';
  for (let from = 0; from < nodes.length; from += nodesEach) codes += worst(nodes, from, nodesEach);
  return { nodesEach, codes };
}

/** The state that a cell shows. */
export function stateOfCode(code: string): PushState {
  return WORST_FIRST[Number(code)] ?? 'queued';
}

/** The state of a cell; undefined where the push has no such cell, or none by now. */
export function stateOfCell({ codes }: PushCells, cell: number): PushState | undefined {
  const code = codes[cell];
  return code === undefined ? undefined : stateOfCode(code);
}

function nodesOfCell(nodes: number): number {
  let each = 1;
  while (nodes / each > MOST_CELLS) each *= 10;
  return each;
}

/** The worst state of some nodes, by its place in the order. */
function worst(nodes: readonly { readonly state: PushState }[], from: number, count: number): number {
  let rank = WORST_FIRST.length - 1;
  const end = Math.min(nodes.length, from + count);
  for (let index = from; index < end; index++) {
    const state = nodes[index]?.state;
    if (state !== undefined) rank = Math.min(rank, WORST_FIRST.indexOf(state));
  }
  return rank;
}
