import { Bar, LinesSkeleton, PageSkeleton, PanelSkeleton } from '../../ui/skeleton.tsx';

const TILES = ['Online now', 'In sync', 'Routes', 'Throughput', 'Handovers, last hour'];

/** The overview before it is read. */
export function OverviewSkeleton() {
  return (
    <PageSkeleton crumbs={[{ text: 'Overview' }]}>
      <div className="overview-tiles panel">
        {TILES.map((name) => (
          <div key={name} className={name === 'Routes' ? 'overview-routes' : 'overview-tile'}>
            <span className="text-sm text-ink-2">{name}</span>
            <Bar share={55} tall />
            <Bar share={85} />
          </div>
        ))}
      </div>
      <div className="overview-columns">
        <div className="flex min-w-0 flex-col gap-3.5">
          <div className="panel skeleton-chart p-3.5 text-lg font-medium">Throughput by route</div>
          <PanelSkeleton title="Need a look" heads={['Node', 'Why', 'State', 'RTT', 'Seen']} rows={6} />
        </div>
        <div className="flex min-w-0 flex-col gap-3.5">
          <LinesSkeleton title="Pushes" lines={3} />
          <LinesSkeleton title="Latest events" lines={6} />
          <LinesSkeleton title="Server" lines={3} />
        </div>
      </div>
    </PageSkeleton>
  );
}
