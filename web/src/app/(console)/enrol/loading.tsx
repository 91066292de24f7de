import { LinesSkeleton, PageSkeleton, PanelSkeleton } from '../../../ui/skeleton.tsx';

/** Enrolment keys before they are read. */
export default function EnrolLoading() {
  return (
    <PageSkeleton crumbs={[{ text: 'Enrol' }]}>
      <div className="grid gap-3.5 lg:grid-cols-[320px_minmax(0,1fr)] xl:grid-cols-[320px_minmax(0,1fr)_300px]">
        <LinesSkeleton title="1. The key" lines={10} />
        <LinesSkeleton title="2. Run the line on the device" lines={2} />
        <LinesSkeleton title="3. Waiting for the node" lines={1} />
      </div>
      <PanelSkeleton title="Keys" heads={['Name', 'Kind', 'Used', 'State', 'Ends', 'Made by']} rows={5} />
    </PageSkeleton>
  );
}
