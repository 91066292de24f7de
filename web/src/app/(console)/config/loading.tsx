import { LinesSkeleton, PageSkeleton } from '../../../ui/skeleton.tsx';

/** The configuration before it is read. */
export default function ConfigLoading() {
  return (
    <PageSkeleton crumbs={[{ text: 'Configuration' }]}>
      <LinesSkeleton title="Coordinators" lines={5} />
      <LinesSkeleton title="Pushes" lines={4} />
    </PageSkeleton>
  );
}
