import type { PushNode } from './push-results.ts';

/** Rows of a table on the board of a push that are shown at a time. */
export const BOARD_ROWS = 50;

/** The rows from a place on, or the last ones where there are fewer by now, with their place and how many there are. */
export function boardRows(nodes: readonly PushNode[], asked: number) {
  const last = Math.max(0, Math.floor((nodes.length - 1) / BOARD_ROWS) * BOARD_ROWS);
  const from = Math.min(asked, last);
  return { total: nodes.length, from, nodes: nodes.slice(from, from + BOARD_ROWS) };
}
