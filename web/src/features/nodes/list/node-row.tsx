import Link from 'next/link';
import { CopyText } from '../../../ui/copy-text.tsx';
import { Age } from '../../../ui/live/age-text.tsx';
import { Rtt } from '../../../ui/rtt-text.tsx';
import { ConfigBadge } from '../../../ui/shapes/config-badge.tsx';
import { NodeStateBadge } from '../../../ui/shapes/node-shape.tsx';
import type { NodeListItem } from './list-nodes.ts';
import { RouteMix } from './route-mix.tsx';
import { Sparkline } from './sparkline.tsx';

interface NodeRowProps {
  node: NodeListItem;
  now: number;
  selected: boolean;
  onSelect: (selected: boolean) => void;
}

/** A node: one row of the table, two lines on a phone. */
export function NodeRow({ node, now, selected, onSelect }: NodeRowProps) {
  return (
    <tr className={`node-row ${selected ? 'bg-selected' : ''}`}>
      <td className="node-cell-check">
        <input
          type="checkbox"
          className="size-4 accent-accent"
          aria-label={`Select ${node.name}`}
          checked={selected}
          onChange={(event) => onSelect(event.target.checked)}
        />
      </td>
      <td className="node-cell-state">
        <NodeStateBadge state={node.state} />
      </td>
      <td className="node-cell-name font-medium">
        <Link href={`/nodes/${node.id}`} className="hover:underline">
          {node.name}
        </Link>
      </td>
      <td className="node-cell-address">
        {node.ipv4 !== null ? <CopyText text={node.ipv4} label="virtual address" /> : '–'}
      </td>
      <td className="node-cell-mix">
        <RouteMix routes={node.routes} />
      </td>
      <td className="node-cell-line">
        <Sparkline values={node.sparkline} />
      </td>
      <td className="node-cell-rtt number">
        <Rtt micros={node.rttMicros} />
      </td>
      <td className="node-cell-config">
        <ConfigBadge state={node.config} />
      </td>
      <td className="node-cell-rev number">
        {node.desiredRevision === null ? '–' : `r${node.desiredRevision}`}
      </td>
      <td className={`node-cell-seen number ${node.state === 'stale' ? 'text-look' : ''}`}>
        {node.seenAt === null ? '–' : <Age at={node.seenAt} now={now} />}
      </td>
    </tr>
  );
}
