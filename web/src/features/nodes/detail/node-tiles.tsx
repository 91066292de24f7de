import type { ReactNode } from 'react';
import type { Outputs } from '../../../trpc/outputs.ts';
import { bytesText } from '../../../ui/byte-text.ts';
import { formatRtt } from '../../../ui/rtt-text.tsx';
import { routeClass } from '../../../ui/shapes/route-glyph.tsx';
import { formatRate, rateWords } from '../traffic/rate-text.ts';
import { isPresent } from './present-state.ts';

interface NodeTilesProps {
  node: Outputs['nodes']['get'];
  /** Undefined until it is read. */
  traffic: Outputs['nodes']['traffic'] | undefined;
}

/** A few figures, each with its unit and one line of context; what an absent node last said is not the present. */
export function NodeTiles({ node, traffic }: NodeTilesProps) {
  return (
    <dl className="tiles panel">
      <NowTile traffic={traffic} />
      {isPresent(node.state) ? <PresentTiles tunnels={node.tunnels} /> : <PastTiles tunnels={node.tunnels} />}
      <Tile
        name="Carried since its start"
        {...carried(node.tunnels)}
        context="both ways, by the tunnels below"
      />
      <Tile
        name="Seen by the DC at"
        figure={
          node.lease === null ? (
            '–'
          ) : (
            <span className="font-mono text-lg break-all">{node.lease.endpoint}</span>
          )
        }
        context={registration(node.lease)}
      />
    </dl>
  );
}

function PresentTiles({ tunnels }: { tunnels: Tunnels }) {
  const open = openOf(tunnels);
  const rtts = open.flatMap((tunnel) => tunnel.rttMicros ?? []).sort((one, other) => one - other);
  const relayed = open.filter((tunnel) => routeClass(tunnel.state, tunnel.route) === 'relayed').length;
  const noPath = tunnels.filter((tunnel) => tunnel.state === 'noPath').length;
  return (
    <>
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
    </>
  );
}

function PastTiles({ tunnels }: { tunnels: Tunnels }) {
  const open = openOf(tunnels).length;
  return (
    <>
      <Tile
        name="Tunnels open"
        figure="–"
        context={tunnels.length === 0 ? 'None reported' : `${open} when it last reported`}
      />
      <Tile name="RTT, median of tunnels" figure="–" context="Not measured now" />
    </>
  );
}

type Tunnels = Outputs['nodes']['get']['tunnels'];

const openOf = (tunnels: Tunnels) => tunnels.filter((tunnel) => tunnel.state === 'established');

/** The rate of the newest point, unless telemetry stopped: then it is not known. */
function NowTile({ traffic }: Pick<NodeTilesProps, 'traffic'>) {
  if (traffic === undefined) return <Tile name="Now" figure="–" context="Being read" />;
  const isGap = (traffic.gaps.at(-1)?.to ?? 0) >= traffic.to;
  const latest = isGap ? undefined : traffic.points.at(-1);
  const rates = latest?.sent == null || latest.received === null ? null : latest;
  const { figure, unit } = formatRate(rates === null ? null : (rates.sent ?? 0) + (rates.received ?? 0));
  const context =
    rates === null ? 'No telemetry now' : `in ${rateWords(rates.received)}, out ${rateWords(rates.sent)}`;
  return <Tile name="Now" {...{ figure, unit, context }} />;
}

function carried(tunnels: NodeTilesProps['node']['tunnels']): { figure: string; unit: string } {
  if (tunnels.length === 0) return { figure: '–', unit: '' };
  return bytesText(tunnels.reduce((sum, tunnel) => sum + tunnel.sentBytes + tunnel.receivedBytes, 0));
}

function registration(lease: Outputs['nodes']['get']['lease']): string {
  if (lease === null) return 'Not registered';
  return lease.live ? 'Registered' : 'Registration has run out';
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
