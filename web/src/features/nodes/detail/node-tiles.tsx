import type { ReactNode } from 'react';
import type { Outputs } from '../../../trpc/outputs.ts';
import { formatRtt } from '../../../ui/rtt-text.tsx';
import { routeClass } from '../../../ui/shapes/route-glyph.tsx';

/** A few figures, each with its unit and one line of context. */
export function NodeTiles({ node }: { node: Outputs['nodes']['get'] }) {
  const open = node.tunnels.filter((tunnel) => tunnel.state === 'established');
  const rtts = open.flatMap((tunnel) => tunnel.rttMicros ?? []).sort((one, other) => one - other);
  const relayed = open.filter((tunnel) => routeClass(tunnel.state, tunnel.route) === 'relayed').length;
  const noPath = node.tunnels.filter((tunnel) => tunnel.state === 'noPath').length;
  return (
    <dl className="panel grid grid-cols-2 lg:grid-cols-4 [&>div]:border-line [&>div]:p-3.5 lg:[&>div+div]:border-l">
      <Tile
        name="Tunnels open"
        figure={String(open.length)}
        context={`${relayed} relayed, ${noPath} without a path`}
      />
      <Tile
        name="RTT, median of tunnels"
        figure={formatRtt(rtts[Math.floor(rtts.length / 2)] ?? null)}
        unit={rtts.length > 0 ? 'ms' : ''}
        context={
          rtts.length > 0
            ? `${formatRtt(rtts[0] ?? null)} to ${formatRtt(rtts.at(-1) ?? null)} ms`
            : 'Not measured'
        }
      />
      <Tile
        name="Carried since its start"
        figure={megabytes(
          node.tunnels.reduce((sum, tunnel) => sum + tunnel.sentBytes + tunnel.receivedBytes, 0),
        )}
        unit="MB"
        context="both ways, by the tunnels below"
      />
      <Tile
        name="Seen by the DC at"
        figure={<span className="font-mono text-lg break-all">{node.lease?.endpoint ?? '–'}</span>}
        context={registration(node.lease)}
      />
    </dl>
  );
}

function registration(lease: Outputs['nodes']['get']['lease']): string {
  if (lease === null) return 'Not registered';
  return lease.live ? 'Registered' : 'Registration has run out';
}

/** Bytes as megabytes with at most three significant digits. */
function megabytes(bytes: number): string {
  const mega = bytes / 1_000_000;
  if (bytes === 0) return '0';
  if (mega < 0.1) return '<0.1';
  return mega < 100 ? mega.toPrecision(3) : Math.round(mega).toLocaleString('en');
}

function Tile(props: { name: string; figure: ReactNode; unit?: string; context: string }) {
  return (
    <div>
      <dt className="text-sm text-ink-2">{props.name}</dt>
      <dd>
        <span className="text-figure font-medium">{props.figure}</span>{' '}
        <span className="unit">{props.unit}</span>
        <span className="block text-sm text-ink-3">{props.context}</span>
      </dd>
    </div>
  );
}
