import { TopBar } from '../../../ui/frame/top-bar.tsx';
import { Bar, PanelSkeleton } from '../../../ui/skeleton.tsx';

const HEADS = ['State', 'Node', 'Virtual address', 'Routes, relayed', 'RTT to DC', 'Config', 'Seen'];

/** The layout of the list while its rows are on their way. */
export function ListSkeleton() {
  return (
    <div className="node-list-page">
      <TopBar crumbs={[{ text: 'Nodes' }]} />
      <main className="node-list-main">
        <p role="status" className="sr-only">
          Nodes are loading
        </p>
        <div className="skeleton flex flex-col gap-3.5" aria-hidden="true">
          <Bar share={40} tall />
          <Bar share={85} tall />
          <PanelSkeleton heads={HEADS} rows={20} />
        </div>
      </main>
    </div>
  );
}
