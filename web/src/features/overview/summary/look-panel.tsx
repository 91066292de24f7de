import { configReason } from '@ntmobile/shared/config-reason';
import Link from 'next/link';
import type { Outputs } from '../../../trpc/outputs.ts';
import { Age } from '../../../ui/live/age-text.tsx';
import { Rtt } from '../../../ui/rtt-text.tsx';
import { NodeStateBadge } from '../../../ui/shapes/node-shape.tsx';
import { LOOK_KINDS, LOOK_LINKS, LOOK_WORDS } from './look-kind.ts';

type Look = Outputs['overview']['get']['look'];
type LookNode = Look['nodes'][number];

interface LookPanelProps {
  look: Look;
  byState: Outputs['overview']['get']['byState'];
  now: number;
}

/**
 * The worst nodes and why; the figures above lead to all of a kind. A node that is switched off needs no look, so that
 * offline ones are counted and not listed.
 */
export function LookPanel({ look, byState, now }: LookPanelProps) {
  const offline = byState.offline ?? 0;
  const kinds = LOOK_KINDS.flatMap((kind) => (look.counts[kind] ? [{ kind, count: look.counts[kind] }] : []));
  const total = kinds.reduce((sum, { count }) => sum + count, 0);
  return (
    <section className="panel overflow-hidden" aria-labelledby="look-title">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-3.5 py-3">
        <h2 id="look-title" className="text-lg">
          Need a look
        </h2>
        <p className="text-sm text-ink-3">
          {total > 0
            ? `${total.toLocaleString('en')} ${total === 1 ? 'node' : 'nodes'}, worst first`
            : noneWords(byState)}
        </p>
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm md:ml-auto">
          {kinds.map(({ kind, count }) => (
            <li key={kind}>
              <KindLink href={LOOK_LINKS[kind]}>
                {count.toLocaleString('en')} {LOOK_WORDS[kind]}
              </KindLink>
            </li>
          ))}
          {offline > 0 && (
            <li>
              <KindLink href="/nodes?state=offline">{offline.toLocaleString('en')} offline</KindLink>
            </li>
          )}
        </ul>
      </div>
      {total === 0 ? (
        <p className="border-t border-line px-3.5 py-3 text-ink-2">{calmWords(byState)}</p>
      ) : (
        <table className="table look-table">
          <thead>
            <tr>
              <th>Node</th>
              <th>Why</th>
              <th>State</th>
              <th className="number">RTT</th>
              <th className="number">Seen</th>
            </tr>
          </thead>
          <tbody>
            {look.nodes.map((node) => (
              <Row key={node.id} node={node} now={now} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function noneWords({ offline = 0, online = 0, idle = 0 }: LookPanelProps['byState']): string {
  if (offline === 0) return 'none';
  return online + idle === 0 ? 'none is there' : 'none of those that are there';
}

/** Where nothing of those that are there needs a look. */
function calmWords({ offline = 0, online = 0, idle = 0 }: LookPanelProps['byState']): string {
  if (offline === 0)
    return 'Every node that is in service is there, has its configuration, and reaches its peers.';
  const gone = offline === 1 ? '1 node is offline' : `${offline.toLocaleString('en')} nodes are offline`;
  if (online + idle === 0)
    return `${gone}. Look at the server and at ${offline === 1 ? 'its' : 'their'} network.`;
  return `${gone}. Every other node that is in service has its configuration and reaches its peers.`;
}

function KindLink({ href, children }: { href: string | undefined; children: React.ReactNode }) {
  if (href === undefined) return <span className="text-ink-3">{children}</span>;
  return (
    <Link href={href} className="link tap-target">
      {children}
    </Link>
  );
}

function Row({ node, now }: { node: LookNode; now: number }) {
  return (
    <tr>
      <td className="look-cell-name font-medium">
        <Link href={`/nodes/${node.id}`} className="hover:underline">
          {node.name}
        </Link>
      </td>
      <td className="look-cell-why text-ink-2">{whyWords(node)}</td>
      <td className="look-cell-state">
        <NodeStateBadge state={node.state} />
      </td>
      <td className="look-cell-rtt number">
        <Rtt micros={node.rttMicros} />
      </td>
      <td className="look-cell-seen number text-ink-2">
        {node.seenAt === null ? '–' : <Age at={node.seenAt} now={now} />}
      </td>
    </tr>
  );
}

/** Why the node is in this list, in a sentence. */
function whyWords({ kind, peer, reason, config }: LookNode): string {
  switch (kind) {
    case 'noPath': {
      const rest = (reason ?? '').replace(/^no path:\s*/i, '');
      return `No path to ${peer ?? 'a peer'}${rest === '' ? '' : `: ${rest}`}`;
    }
    case 'stale':
      return 'Connected, but no telemetry';
    case 'drift':
      return 'Runs values that nobody pushed';
    case 'slow':
      return `Slow to ${peer ?? 'a peer'}`;
    case 'failed':
    case 'rolledBack':
      return configWords(config) ?? (kind === 'failed' ? 'Configuration failed' : 'Went back by itself');
  }
  return kind satisfies never;
}

function configWords({ status, error, revision }: LookNode['config']): string | undefined {
  if (status === null || revision === null) return undefined;
  return configReason({ status, error, revision });
}
