import { describe, expect, it } from 'vitest';
import { BOARD_ROWS, boardRows } from './board-rows.ts';
import { pushCells, stateOfCell, stateOfCode } from './push-cells.ts';
import { type PushNode, pushResults } from './push-results.ts';
import type { PushState } from './push-state.ts';

const node = (name: string, state: PushState, online = true): PushNode => ({
  nodeId: name,
  name,
  revision: 2,
  online,
  error: null,
  reportedAt: null,
  state,
});
const states = (codes: string) => [...codes].map(stateOfCode);

describe('what became of a push', () => {
  const results = pushResults([
    node('a', 'applied'),
    node('b', 'sent', false),
    node('c', 'rolledBack'),
    node('d', 'applied', false),
    node('e', 'failed'),
    node('f', 'queued'),
  ]);

  it('is counted exactly, and offline counts only who is waited for', () => {
    expect(results.counts).toEqual({ applied: 2, sent: 1, rolledBack: 1, failed: 1, queued: 1 });
    expect(results.waitingOffline).toBe(1);
  });

  it('shows what needs a look apart, and of the others those under way first, each by name', () => {
    expect(results.look.map(({ name }) => name)).toEqual(['c', 'e']);
    expect(results.others.map(({ name }) => name)).toEqual(['b', 'f', 'a', 'd']);
  });

  it('has a cell for each node, by name', () => {
    expect(results.cells.nodesEach).toBe(1);
    expect(states(results.cells.codes)).toEqual(results.nodes.map(({ state }) => state));
  });
});

describe('cells of more nodes than a page can show', () => {
  it('stand for ten nodes each, and show the one that is worst off', () => {
    const nodes = Array.from({ length: 10_000 }, () => ({ state: 'applied' as PushState }));
    nodes[19] = { state: 'failed' };
    nodes[20] = { state: 'sent' };
    const { nodesEach, codes } = pushCells(nodes);
    expect([nodesEach, codes.length]).toEqual([10, 1_000]);
    expect(states(codes.slice(0, 4))).toEqual(['applied', 'failed', 'sent', 'applied']);
  });

  it('are never more than 3,000, and the last one may stand for fewer nodes', () => {
    const cells = (length: number) => {
      const { nodesEach, codes } = pushCells(Array.from({ length }, () => ({ state: 'queued' as const })));
      return [nodesEach, codes.length];
    };
    expect(cells(3_000)).toEqual([1, 3_000]);
    expect(cells(3_001)).toEqual([10, 301]);
    expect(cells(100_000)).toEqual([100, 1_000]);
  });

  it('have a state each, and beyond the last one there is none', () => {
    const cells = pushCells([{ state: 'failed' }, { state: 'applied' }]);
    expect([0, 1, 2].map((cell) => stateOfCell(cells, cell))).toEqual(['failed', 'applied', undefined]);
  });
});

describe('rows of a table', () => {
  const nodes = Array.from({ length: BOARD_ROWS * 2 + 1 }, (_, index) => node(`n${index}`, 'sent'));

  it('are a page of them from where it was asked for', () => {
    const rows = boardRows(nodes, BOARD_ROWS);
    expect(rows).toMatchObject({ total: nodes.length, from: BOARD_ROWS });
    expect(rows.nodes).toEqual(nodes.slice(BOARD_ROWS, BOARD_ROWS * 2));
  });

  it('are the last ones where there are fewer by now', () => {
    expect(boardRows(nodes, 1_000_000)).toMatchObject({ from: BOARD_ROWS * 2, nodes: [{ name: 'n100' }] });
    expect(boardRows([], BOARD_ROWS)).toEqual({ total: 0, from: 0, nodes: [] });
  });
});
