import { type MouseEvent, memo } from 'react';
import { CopyText } from '../../../ui/copy-text.tsx';
import { Age } from '../../../ui/live/age-text.tsx';
import { Rtt } from '../../../ui/rtt-text.tsx';
import { ConfigBadge } from '../../../ui/shapes/config-badge.tsx';
import { type NodeState, NodeStateBadge } from '../../../ui/shapes/node-shape.tsx';
import type { NodeListItem } from './list-nodes.ts';
import { RouteMix } from './route-mix.tsx';
import { Sparkline } from './sparkline.tsx';

const NETWORKS: Record<string, string> = { wifi: 'Wi-Fi', cellular: 'Mobile', ethernet: 'Ethernet' };

/** States in which what a node said of its tunnels says nothing of now. */
const AWAY: ReadonlySet<NodeState> = new Set(['offline', 'never', 'pending', 'suspended']);

interface NodeRowProps {
  node: NodeListItem;
  /** Place in the list, from 0. */
  index: number;
  now: number;
  isSelected: boolean;
  isOpen: boolean;
  /** It matches the filter no more. */
  isGone: boolean;
  /** Takes the row's element, whose height then counts. */
  place: (row: HTMLTableRowElement | null) => void;
  onSelect: (id: string, selected: boolean) => void;
  onOpen: (id: string) => void;
}

/** A node: one row of the table, two lines on a phone. The whole row opens it; text in it can be selected. */
export const NodeRow = memo(function NodeRow(props: NodeRowProps) {
  const { node, index, now, isSelected, isOpen, isGone, place, onSelect, onOpen } = props;
  const open = (event: MouseEvent) => {
    const isOwn = event.target instanceof Element && event.target.closest('a, button, input') !== null;
    if (!isOwn && getSelection()?.isCollapsed !== false) onOpen(node.id);
  };
  const seen = node.seenAt !== null && <Age at={node.seenAt} now={now} />;
  return (
    <tr
      ref={place}
      className="node-row"
      data-index={index}
      data-row-id={node.id}
      data-selected={isSelected}
      data-open={isOpen}
      data-gone={isGone}
      data-state={node.state}
      // Two more than its place: the heads are the first row.
      aria-rowindex={index + 2}
      title={isGone ? 'It matches the filter no more' : undefined}
      onClick={open}
    >
      <td className="node-cell-check">
        <input
          type="checkbox"
          className="check"
          aria-label={`Select ${node.name}`}
          checked={isSelected}
          onChange={(event) => onSelect(node.id, event.target.checked)}
        />
      </td>
      <td className="node-cell-state">
        <NodeStateBadge state={node.state} />
        {seen && <span className="node-phone-age">, {seen}</span>}
      </td>
      <td className="node-cell-name font-medium">
        {/* No Link: it opens beside the list, and a Link of each row takes a good part of the page's first second. */}
        <a
          href={`/nodes/${node.id}`}
          data-row-link={node.id}
          className="hover:underline"
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            onOpen(node.id);
          }}
        >
          {node.name}
        </a>
        {node.demo && <span className="font-normal text-ink-3"> demo</span>}
        {isGone && <span className="sr-only"> matches no more</span>}
      </td>
      <td className="node-cell-address">
        {node.ipv4 !== null ? <CopyText text={node.ipv4} label="virtual address" /> : '–'}
      </td>
      <td className="node-cell-mix">
        {AWAY.has(node.state) ? (
          <span className="text-ink-3">Route unknown</span>
        ) : (
          <RouteMix routes={node.routes} />
        )}
      </td>
      <td className="node-cell-line">
        <Sparkline values={node.sparkline} />
      </td>
      <td className="node-cell-rtt number">
        <Rtt micros={node.rttMicros} />
      </td>
      <td className="node-cell-network">
        {node.network === null ? '–' : (NETWORKS[node.network] ?? node.network)}
      </td>
      <td className="node-cell-config">
        <ConfigBadge state={node.config} />
      </td>
      <td className="node-cell-rev number">
        <Revision desired={node.desiredRevision} reported={node.reportedRevision} />
      </td>
      <td className={`node-cell-seen number ${node.state === 'stale' ? 'text-look' : ''}`}>{seen || '–'}</td>
    </tr>
  );
});

/** What the node reported last and, where it differs, what it is to have. */
function Revision({ desired, reported }: { desired: number | null; reported: number | null }) {
  if (desired === null) return reported === null ? '–' : `r${reported}`;
  if (reported === desired) return `r${desired}`;
  return (
    <span className="whitespace-nowrap">
      {reported === null ? '–' : `r${reported}`} <span className="text-ink-3">of r{desired}</span>
    </span>
  );
}
