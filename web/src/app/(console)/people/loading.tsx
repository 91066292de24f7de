import { LinesSkeleton, PageSkeleton } from '../../../ui/skeleton.tsx';

/** The list of people before it is read. */
export default function PeopleLoading() {
  return (
    <PageSkeleton crumbs={[{ text: 'People' }]} narrow>
      <LinesSkeleton lines={10} />
      <LinesSkeleton title="A second factor for everybody" lines={1} />
      <LinesSkeleton title="Add a person" lines={4} />
    </PageSkeleton>
  );
}
