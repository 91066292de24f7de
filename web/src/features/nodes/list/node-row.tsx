import Link from 'next/link';
import { useRouter } from 'next/navigation';
import type { MouseEvent } from 'react';
import { CopyText } from '../../../ui/copy-text.tsx';
import { Age } from '../../../ui/live/age-text.tsx';
import { Rtt } from '../../../ui/rtt-text.tsx';
import { ConfigBadge } from '../../../ui/shapes/config-badge.tsx';
import { NodeStateBadge } from '../../../ui/shapes/node-shape.tsx';
import type { NodeListItem } from './list-nodes.ts';
import { RouteMix } from './route-mix.tsx';
import { Sparkline } from './sparkline.tsx';

const NETWORKS: Record<string, string> = { wifi: 'Wi-Fi', cellular: 'Mobile', ethernet: 'Ethernet' };

interface NodeRowProps {
  node: NodeListItem;
  now: number;
  selected: boolean;
  onSelect: (selected: boolean) => void;
}

/** A node: one row of the table, two lines on a phone. The whole row opens it; text in it can be selected. */
export function NodeRow({ node, now, selected, onSelect }: NodeRowProps) {
  const router = useRouter();
  const open = (event: MouseEvent) => {
    const isOwn = event.target instanceof Element && event.target.closest('a, button, input') !== null;
    if (!isOwn && getSelection()?.isCollapsed !== false) router.push(`/nodes/${node.id}`);
  };
  const seen = node.seenAt !== null && <Age at={node.seenAt} now={now} />;
  return (
    <tr className="node-row" data-selected={selected} data-state={node.state} onClick={open}>
      <td className="node-cell-check">
        <input
          type="checkbox"
          className="check"
          aria-label={`Select ${node.name}`}
          checked={selected}
          onChange={(event) => onSelect(event.target.checked)}
        />
      </td>
      <td className="node-cell-state">
        <NodeStateBadge state={node.state} />
        {seen && <span className="node-phone-age">, {seen}</span>}
      </td>
      <td className="node-cell-name font-medium">
        <Link href={`/nodes/${node.id}`} data-row-link={node.id} className="hover:underline" prefetch={false}>
          {node.name}
        </Link>
        {node.demo && <span className="font-normal text-ink-3"> demo</span>}
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
}

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
