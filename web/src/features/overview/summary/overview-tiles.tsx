import Link from 'next/link';
import type { ReactNode } from 'react';
import type { Outputs } from '../../../trpc/outputs.ts';
import { ConfigShape } from '../../../ui/shapes/config-badge.tsx';
import { NodeShape } from '../../../ui/shapes/node-shape.tsx';
import { formatRate, rateWords } from '../../nodes/traffic/rate-text.ts';
import { carried } from '../traffic/chart-scale.ts';
import { clock } from '../traffic/chart-times.ts';
import type { FleetPoint } from '../traffic/fleet-points.ts';
import { stepWords } from '../traffic/handover-bars.tsx';
import { configContext, some } from './config-context.ts';
import { RouteTile } from './route-tile.tsx';

interface OverviewTilesProps {
  fleet: Outputs['overview']['get'];
  traffic: Outputs['overview']['traffic'] | undefined;
}

/** The fleet in five figures; each leads to the nodes it counts. */
export function OverviewTiles({ fleet, traffic }: OverviewTilesProps) {
  const { byState, byConfig, total } = fleet;
  const online = (byState.online ?? 0) + (byState.idle ?? 0);
  const desired = total - (byConfig.unknown ?? 0);
  return (
    <div className="overview-tiles panel">
      <Tile
        href="/nodes?state=online,idle"
        shape={<NodeShape state="online" />}
        name="Online now"
        figure={online.toLocaleString('en')}
        unit={`of ${total.toLocaleString('en')}`}
        context={`${some(byState.offline)} offline, ${some(byState.stale)} stale`}
      />
      <Tile
        href="/nodes?config=inSync"
        shape={<ConfigShape state="inSync" />}
        name="In sync"
        {...(desired === 0
          ? { figure: null, context: 'Nothing was pushed yet' }
          : {
              figure: share(byConfig.inSync ?? 0, desired),
              unit: '%',
              context: configContext(byConfig),
            })}
      />
      <RouteTile routes={fleet.routes} />
      <ThroughputTile traffic={traffic} />
      <HandoversTile handovers={fleet.handovers} />
    </div>
  );
}

/** The newest point that every node had the time for, with its age; hatched while it is not known. */
function ThroughputTile({ traffic }: { traffic: OverviewTilesProps['traffic'] }) {
  const latest = traffic?.points.at(-1);
  const rate = latest === undefined ? null : carried(latest);
  const { figure, unit } = formatRate(rate);
  const context =
    traffic === undefined
      ? 'Adding up'
      : rate === null
        ? withoutRate(traffic.points)
        : `relayed ${rateWords(latest?.relayed ?? null)}`;
  return (
    <Tile
      href="/nodes?state=online"
      name={latest === undefined ? 'Throughput' : `Throughput, ${stepWords(latest.at - latest.from)} mean`}
      figure={rate === null ? null : figure}
      unit={unit}
      context={context}
    />
  );
}

/** Why there is no rate: five minutes are summed once they are whole, so a new fleet has none at first. */
function withoutRate(points: readonly FleetPoint[]): string {
  return points.some((point) => carried(point) !== null)
    ? 'No telemetry lately'
    : 'No whole 5 min of telemetry yet';
}

/** By what nodes reported until the newest whole five minutes. */
function HandoversTile({
  handovers: { count, until },
}: {
  handovers: OverviewTilesProps['fleet']['handovers'];
}) {
  return (
    <Tile
      href="/nodes?state=online,idle&sort=seen"
      name="Handovers, last hour"
      figure={count?.toLocaleString('en') ?? null}
      context={
        count === null ? (
          'No telemetry in this hour'
        ) : (
          <>
            reported until <span suppressHydrationWarning>{clock(until)}</span>
          </>
        )
      }
    />
  );
}

/** Per cent that never rounds up to all. */
export function share(part: number, whole: number): string {
  if (part === whole) return '100';
  return (Math.floor((part / whole) * 1000) / 10).toFixed(1);
}

interface TileProps {
  href: string;
  shape?: ReactNode;
  name: string;
  /** Null where it is not known. */
  figure: string | null;
  unit?: string;
  context: ReactNode;
}

function Tile({ href, shape, name, figure, unit, context }: TileProps) {
  return (
    <Link href={href} className="overview-tile">
      <span className="flex items-center gap-1.5 text-sm text-ink-2">
        {shape}
        {name}
      </span>
      <span className="block">
        {figure === null ? (
          <>
            <span className="hatch my-2 block h-4 w-16" aria-hidden="true" />
            <span className="sr-only">not known</span>
          </>
        ) : (
          <>
            <span className="text-figure font-medium">{figure}</span> <span className="unit">{unit}</span>
          </>
        )}
      </span>
      <span className="block text-sm text-ink-3">{context}</span>
    </Link>
  );
}
