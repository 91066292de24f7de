import { TopBar } from '../../../ui/frame/top-bar.tsx';
import { NodeSkeleton } from './node-skeleton.tsx';

/** The page of a node that is on its way. */
export function NodePageSkeleton() {
  return (
    <>
      <TopBar crumbs={[{ text: 'Nodes', href: '/nodes' }, { text: 'Node' }]} />
      <main className="p-4 lg:px-5">
        <NodeSkeleton />
      </main>
    </>
  );
}
