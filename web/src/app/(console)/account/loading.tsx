import { LinesSkeleton, PageSkeleton } from '../../../ui/skeleton.tsx';

/** The account before it is read. */
export default function AccountLoading() {
  return (
    <PageSkeleton crumbs={[{ text: 'My account' }]}>
      <LinesSkeleton title="Password" lines={3} />
      <LinesSkeleton title="Second factor" lines={3} />
    </PageSkeleton>
  );
}
