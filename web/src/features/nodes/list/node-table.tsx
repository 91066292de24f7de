import type { NodeListItem } from './list-nodes.ts';
import { NodeRow } from './node-row.tsx';

interface NodeTableProps {
  nodes: readonly NodeListItem[];
  now: number;
  selected: ReadonlySet<string>;
  onSelect: (selected: ReadonlySet<string>) => void;
}

/** The rows with their heads. */
export function NodeTable({ nodes, now, selected, onSelect }: NodeTableProps) {
  const allChosen = nodes.every((node) => selected.has(node.id));
  return (
    <table className="table node-table">
      <thead>
        <tr>
          <th className="node-cell-check">
            <input
              type="checkbox"
              className="size-4 accent-accent"
              aria-label="Select all that are shown"
              checked={allChosen}
              onChange={() => onSelect(new Set(allChosen ? [] : nodes.map((node) => node.id)))}
            />
          </th>
          <th>State</th>
          <th>Node</th>
          <th>Virtual address</th>
          <th>Routes</th>
          <th className="node-cell-line">Last 30 min</th>
          <th className="number">RTT to DC</th>
          <th>Config</th>
          <th className="node-cell-rev number">Rev</th>
          <th className="number">Seen</th>
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
