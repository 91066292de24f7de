import { LinesSkeleton, PageSkeleton, PanelSkeleton } from '../../../ui/skeleton.tsx';

/** Enrolment keys before they are read. */
export default function EnrolLoading() {
  return (
    <PageSkeleton crumbs={[{ text: 'Enrol' }]}>
      <LinesSkeleton title="1. The key" lines={5} />
      <PanelSkeleton title="Keys" heads={['Name', 'Kind', 'Used', 'State', 'Ends', 'Made by']} rows={5} />
    </PageSkeleton>
  );
}
