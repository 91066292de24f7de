import { LinesSkeleton, PageSkeleton } from '../../../ui/skeleton.tsx';

/** The list of people before it is read. */
export default function PeopleLoading() {
  return (
    <PageSkeleton crumbs={[{ text: 'People' }]}>
      <LinesSkeleton lines={6} />
      <LinesSkeleton title="Add a person" lines={3} />
    </PageSkeleton>
  );
}
