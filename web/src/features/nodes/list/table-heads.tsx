import type { NodeFilter } from './list-filter.ts';
import { SortHead } from './sort-head.tsx';

interface TableHeadsProps {
  sort: NodeFilter['sort'];
  /** Whether every row that was read is selected. */
  allChosen: boolean;
  onChooseAll: () => void;
  onSort: (sort: NodeFilter['sort']) => void;
}

/** The heads of the table of nodes, which stay above its rows. */
export function TableHeads({ sort, allChosen, onChooseAll, onSort }: TableHeadsProps) {
  return (
    <thead>
      <tr aria-rowindex={1}>
        <th className="node-cell-check">
          <input
            type="checkbox"
            className="check"
            aria-label="Select all that are shown"
            checked={allChosen}
            onChange={onChooseAll}
          />
        </th>
        <th className="node-cell-state">State</th>
        <SortHead
          text="Node"
          className="node-cell-name"
          {...{ rising: 'name', falling: '-name', sort, onSort }}
        />
        <th className="node-cell-address">Virtual address</th>
        <th className="node-cell-mix">Routes, relayed</th>
        <th className="node-cell-line">Last 30 min</th>
        <SortHead
          text="RTT to DC"
          className="node-cell-rtt number"
          {...{ rising: 'rtt', falling: '-rtt', first: '-rtt', sort, onSort }}
        />
        <th className="node-cell-network">Network</th>
        <th className="node-cell-config">Config</th>
        <th className="node-cell-rev number">Rev</th>
        <SortHead
          text="Seen"
          className="node-cell-seen number"
          {...{ rising: 'seen', falling: '-seen', sort, onSort }}
        />
      </tr>
    </thead>
  );
}
