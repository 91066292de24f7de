'use client';

import { type FocusEvent, Fragment, useEffect, useMemo, useRef } from 'react';
import type { NodeFilter } from './list-filter.ts';
import { listKeys } from './list-keys.ts';
import type { ListLook } from './list-look.ts';
import type { NodeListItem } from './list-nodes.ts';
import { NodeRow } from './node-row.tsx';
import { TableHeads } from './table-heads.tsx';
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
  const { nodes, gone, matching, now, look, selected, openId, onSelect, onSeen, onMore } = props;
  const scroll = useRef<HTMLDivElement>(null);
  const ids = useMemo(() => nodes.map(({ id }) => id), [nodes]);
  const rowHeight = look.isDense ? ROW_HEIGHTS.dense : ROW_HEIGHTS.wide;
  const rows = useRowWindow({ scroll, ids, rowHeight, onSeen });
  const latest = useRef({ ...props, ids, focusRow: rows.focusRow });
  latest.current = { ...props, ids, focusRow: rows.focusRow };

  useEffect(() => {
    if (rows.lastSeen >= ids.length - ROWS_AHEAD) onMore();
  }, [rows.lastSeen, ids.length, onMore]);
  useEffect(() => {
    const press = listKeys({
      ids: () => latest.current.ids,
      openId: () => latest.current.openId,
      selected: () => latest.current.selected,
      onSelect: (next) => latest.current.onSelect(next),
      onOpen: (id) => latest.current.onOpen(id),
      focusRow: (index) => latest.current.focusRow(index),
    });
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
  useOpenRow({
    openId,
    show: (id) => rows.showRow(ids.indexOf(id)),
    focus: (id) => rows.focusRow(ids.indexOf(id)),
  });

  const onRow = useRef({
    open: (id: string) => latest.current.onOpen(id),
    select: (id: string, chosen: boolean) =>
      latest.current.onSelect(withNode(latest.current.selected, id, chosen)),
  });
  const allChosen = nodes.length > 0 && nodes.every((node) => selected.has(node.id));
  const noteFocus = ({ target }: FocusEvent) =>
    rows.noteFocus(Number(target.closest<HTMLElement>('[data-index]')?.dataset.index ?? -1));
  const held = useHold(props.onHold);

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
        <tbody>
          {rows.drawn.map(({ index, gap }) => {
            const node = nodes[index];
            if (node === undefined) return null;
            return (
              <Fragment key={node.id}>
                <Gap height={gap} />
                <NodeRow
                  {...{ node, index, now }}
                  place={rows.measureRow}
                  isSelected={selected.has(node.id)}
                  isOpen={node.id === openId}
                  isGone={gone?.has(node.id) === true}
                  onSelect={onRow.current.select}
                  onOpen={onRow.current.open}
                />
              </Fragment>
            );
          })}
          <Gap height={rows.gapAfter} />
        </tbody>
      </table>
    </div>
  );
}

/**
 * What is left out. A drawing has its height as an attribute: the policy of the page allows no style in the text. One
 * cell, for where columns are hidden a cell over all of them would make new ones.
 */
function Gap({ height }: { height: number }) {
  if (height < 1) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row that holds nothing has no focus
    <tr className="node-gap" aria-hidden="true">
      <td>
        <svg width="1" height={height} className="block" />
      </td>
    </tr>
  );
}

/** The row that is open beside the list is kept in view; once it is open no more, the focus returns to it. */
function useOpenRow(of: {
  openId: string | undefined;
  show: (id: string) => void;
  focus: (id: string) => void;
}) {
  const before = useRef(of.openId);
  useEffect(() => {
    if (of.openId === before.current) return;
    if (of.openId !== undefined) of.show(of.openId);
    else if (before.current !== undefined) of.focus(before.current);
    before.current = of.openId;
  });
}

/** Tells when the first of pointer and focus comes, and when the last of them leaves. */
function useHold(onHold: (held: boolean) => void) {
  const here = useRef({ pointer: false, focus: false });
  const note = (change: Partial<{ pointer: boolean; focus: boolean }>) => {
    here.current = { ...here.current, ...change };
    onHold(here.current.pointer || here.current.focus);
  };
  return {
    onPointerEnter: () => note({ pointer: true }),
    onPointerLeave: () => note({ pointer: false }),
    onFocus: () => note({ focus: true }),
    onBlur: (event: FocusEvent) =>
      !event.currentTarget.contains(event.relatedTarget) && note({ focus: false }),
  };
}

function withNode(selected: ReadonlySet<string>, id: string, chosen: boolean): ReadonlySet<string> {
  const next = new Set(selected);
  if (chosen) next.add(id);
  else next.delete(id);
  return next;
}
