'use client';

import { type FocusEvent, useEffect, useMemo, useRef } from 'react';
import { DrawnRows } from './drawn-rows.tsx';
import type { NodeFilter } from './list-filter.ts';
import type { ListLook } from './list-look.ts';
import type { NodeListItem } from './list-nodes.ts';
import { TableHeads } from './table-heads.tsx';
import { useHold } from './use-hold.ts';
import { useListKeys } from './use-list-keys.ts';
import { useOpenRow } from './use-open-row.ts';
import { useRowWindow } from './use-row-window.ts';

/** Heights of a row in pixels before it is drawn, with the line above it. */
const ROW_HEIGHTS = { dense: 29, wide: 37 };
/** More rows are read when so few are left below those that are seen. */
const ROWS_AHEAD = 20;

interface NodeTableProps {
  nodes: readonly NodeListItem[];
  /** Rows that match no more and stay because somebody is among them. */
  gone: ReadonlySet<string> | undefined;
  matching: number;
  now: number;
  sort: NodeFilter['sort'];
  look: ListLook;
  selected: ReadonlySet<string>;
  openId: string | undefined;
  onSelect: (selected: ReadonlySet<string>) => void;
  onSort: (sort: NodeFilter['sort']) => void;
  onOpen: (id: string) => void;
  onSeen: (ids: readonly string[]) => void;
  /** More rows are wanted. */
  onMore: () => void;
  /** Somebody's pointer or focus came to the rows or left them. */
  onHold: (held: boolean) => void;
}

/** The rows with their heads: only those drawn that are seen, so that ten thousand are as quick as ten. */
export function NodeTable(props: NodeTableProps) {
  const { nodes, gone, matching, now, look, selected, openId, onSelect, onOpen, onSeen, onMore } = props;
  const scroll = useRef<HTMLDivElement>(null);
  const ids = useMemo(() => nodes.map(({ id }) => id), [nodes]);
  const rowHeight = look.isDense ? ROW_HEIGHTS.dense : ROW_HEIGHTS.wide;
  const rows = useRowWindow({ scroll, ids, rowHeight, onSeen });
  useEffect(() => {
    if (rows.lastSeen >= ids.length - ROWS_AHEAD) onMore();
  }, [rows.lastSeen, ids.length, onMore]);
  useListKeys({ ids, openId, selected, onSelect, onOpen, focusRow: rows.focusRow });
  useOpenRow({
    openId,
    show: (id) => rows.showRow(ids.indexOf(id)),
    focus: (id) => rows.focusRow(ids.indexOf(id)),
  });
  const held = useHold(props.onHold);
  const allChosen = nodes.length > 0 && nodes.every((node) => selected.has(node.id));
  const noteFocus = ({ target }: FocusEvent) =>
    rows.noteFocus(Number(target.closest<HTMLElement>('[data-index]')?.dataset.index ?? -1));

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notes whether somebody is there
    <div
      ref={scroll}
      className="node-scroll"
      data-dense={look.isDense}
      data-hidden={look.hidden.join(' ')}
      onFocus={(event) => {
        noteFocus(event);
        held.onFocus();
      }}
      onBlur={(event) => {
        rows.noteFocus(-1);
        held.onBlur(event);
      }}
      onPointerEnter={held.onPointerEnter}
      onPointerLeave={held.onPointerLeave}
    >
      <table className="table node-table" aria-rowcount={matching + 1}>
        <TableHeads
          sort={props.sort}
          allChosen={allChosen}
          onChooseAll={() => onSelect(new Set(allChosen ? [] : ids))}
          onSort={props.onSort}
        />
        <DrawnRows {...{ nodes, gone, now, rows, selected, openId, onSelect, onOpen }} />
      </table>
    </div>
  );
}
