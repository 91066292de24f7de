import { LinesSkeleton, PageSkeleton } from '../../../ui/skeleton.tsx';

/** Sessions before they are read. */
export default function SessionsLoading() {
  return (
    <PageSkeleton crumbs={[{ text: 'My sessions' }]} narrow>
      <LinesSkeleton lines={4} />
    </PageSkeleton>
  );
}
