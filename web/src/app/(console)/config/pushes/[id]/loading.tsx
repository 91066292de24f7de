import { LinesSkeleton, PageSkeleton, PanelSkeleton } from '../../../../../ui/skeleton.tsx';

/** The board of a push before it is read. */
export default function PushLoading() {
  return (
    <PageSkeleton crumbs={[{ text: 'Configuration', href: '/config' }, { text: 'Push' }]}>
      <LinesSkeleton lines={2} />
      <PanelSkeleton title="All nodes" heads={['Node', 'Result', 'Cause', 'Rev', 'Reported']} rows={12} />
    </PageSkeleton>
  );
}
