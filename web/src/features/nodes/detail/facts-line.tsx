import type { Outputs } from '../../../trpc/outputs.ts';
import { CopyText } from '../../../ui/copy-text.tsx';
import { ConfigBadge } from '../../../ui/shapes/config-badge.tsx';
import { NodeStateBadge } from '../../../ui/shapes/node-shape.tsx';

/** What does not change often, in one line. */
export function FactsLine({ node }: { node: Outputs['nodes']['get'] }) {
  return (
    <ul className="flex flex-wrap items-center gap-x-5 gap-y-1 text-ink-2">
      <li>
        <NodeStateBadge state={node.state} />
      </li>
      {node.ipv4 !== null && (
        <li>
          <CopyText text={node.ipv4} label="virtual IPv4 address" />
        </li>
      )}
      {node.ipv6 !== null && (
        <li className="min-w-0 break-all">
          <CopyText text={node.ipv6} label="virtual IPv6 address" />
        </li>
      )}
      {node.agent !== '' && <li>{node.agent}</li>}
      {node.platform !== '' && <li>{node.platform}</li>}
      {node.demo && <li>demo</li>}
      <li className="flex items-center gap-1.5">
        <ConfigBadge state={node.config.state} />
        {node.config.desiredRevision !== null && (
          <span className="text-ink-3">
            r{node.config.desiredRevision}
            {node.config.reportedRevision !== null &&
              node.config.reportedRevision !== node.config.desiredRevision &&
              `, reported r${node.config.reportedRevision}`}
          </span>
        )}
      </li>
      <li>Enrolled {new Date(node.enrolledAt).toISOString().slice(0, 10)}</li>
    </ul>
  );
}
