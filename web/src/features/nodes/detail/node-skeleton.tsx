import { Bar, LinesSkeleton } from '../../../ui/skeleton.tsx';

const TILES = [
  'Now',
  'Tunnels open',
  'RTT, median of tunnels',
  'Carried since its start',
  'Seen by the DC at',
];

/** A part of a node whose content is on its way. */
export function PartSkeleton({ title, lines }: { title: string; lines: number }) {
  return (
    <div className="skeleton" aria-hidden="true">
      <LinesSkeleton title={title} lines={lines} />
    </div>
  );
}

/** The layout of a node whose contents are on their way. */
export function NodeSkeleton() {
  return (
    <div className="node-detail">
      <p role="status" className="sr-only">
        The node is loading
      </p>
      <div className="skeleton flex flex-col gap-3.5" aria-hidden="true">
        <Bar share={70} tall />
        <Bar share={85} />
        <div className="tiles panel">
          {TILES.map((tile) => (
            <div key={tile} className="flex flex-col gap-2">
              <span className="text-sm text-ink-2">{tile}</span>
              <Bar share={55} tall />
              <Bar share={70} />
            </div>
          ))}
        </div>
        <LinesSkeleton title="Throughput" lines={9} />
        <LinesSkeleton title="Tunnels" lines={4} />
      </div>
    </div>
  );
}
