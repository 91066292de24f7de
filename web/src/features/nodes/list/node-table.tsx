'use client';

import { useEffect, useRef } from 'react';
import type { NodeFilter } from './list-filter.ts';
import { listKeys } from './list-keys.ts';
import type { NodeListItem } from './list-nodes.ts';
import { NodeRow } from './node-row.tsx';
import { SortHead } from './sort-head.tsx';

interface NodeTableProps {
  nodes: readonly NodeListItem[];
  now: number;
  filter: NodeFilter;
  selected: ReadonlySet<string>;
  onSelect: (selected: ReadonlySet<string>) => void;
  onSort: (sort: NodeFilter['sort']) => void;
}

/** The rows with their heads. `j` and `k` move, `x` selects, `Shift+x` selects up to here, `Enter` opens. */
export function NodeTable({ nodes, now, filter, selected, onSelect, onSort }: NodeTableProps) {
  const table = useRef<HTMLTableElement>(null);
  const select = useRef(onSelect);
  select.current = onSelect;
  const present = useRef(selected);
  present.current = selected;
  useEffect(() => {
    const press = listKeys(() => table.current, {
      selected: () => present.current,
      onSelect: (next) => select.current(next),
    });
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
  const allChosen = nodes.every((node) => selected.has(node.id));
  return (
    <table ref={table} className="table node-table">
      <thead>
        <tr>
          <th className="node-cell-check">
            <input
              type="checkbox"
              className="check"
              aria-label="Select all that are shown"
              checked={allChosen}
              onChange={() => onSelect(new Set(allChosen ? [] : nodes.map((node) => node.id)))}
            />
          </th>
          <th>State</th>
          <SortHead text="Node" rising="name" falling="-name" sort={filter.sort} onSort={onSort} />
          <th>Virtual address</th>
          <th className="node-cell-mix">Routes, relayed</th>
          <th className="node-cell-line">Last 30 min</th>
          <th className="node-cell-rtt number">RTT to DC</th>
          <th className="node-cell-network">Network</th>
          <th>Config</th>
          <th className="node-cell-rev number">Rev</th>
          <SortHead
            text="Seen"
            className="number"
            rising="seen"
            falling="-seen"
            sort={filter.sort}
            onSort={onSort}
          />
        </tr>
      </thead>
      <tbody>
        {nodes.map((node) => (
          <NodeRow
            key={node.id}
            node={node}
            now={now}
            selected={selected.has(node.id)}
            onSelect={(chosen) => onSelect(withNode(selected, node.id, chosen))}
          />
        ))}
      </tbody>
    </table>
  );
}

function withNode(selected: ReadonlySet<string>, id: string, chosen: boolean): ReadonlySet<string> {
  const next = new Set(selected);
  if (chosen) next.add(id);
  else next.delete(id);
  return next;
}
