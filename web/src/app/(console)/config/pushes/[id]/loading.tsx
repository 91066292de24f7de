import { PageSkeleton, PanelSkeleton } from '../../../../../ui/skeleton.tsx';

/** The board of a push before it is read. */
export default function PushLoading() {
  return (
    <PageSkeleton crumbs={[{ text: 'Configuration', href: '/config' }, { text: 'Push' }]}>
      <PanelSkeleton title="Nodes" heads={['Node', 'Result', 'Cause', 'Rev', 'Reported']} rows={12} />
    </PageSkeleton>
  );
}
