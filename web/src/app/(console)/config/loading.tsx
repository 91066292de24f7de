import { LinesSkeleton, PageSkeleton } from '../../../ui/skeleton.tsx';

/** The configuration before it is read. */
export default function ConfigLoading() {
  return (
    <PageSkeleton crumbs={[{ text: 'Configuration' }]}>
      <div className="grid items-start gap-3.5 xl:grid-cols-[212px_minmax(0,1fr)]">
        <div className="flex min-w-0 flex-col gap-3.5 xl:col-start-2">
          <LinesSkeleton title="Coordinators" lines={12} />
          <LinesSkeleton title="What changes" lines={2} />
        </div>
        <div className="xl:col-start-1 xl:row-start-1">
          <LinesSkeleton title="Pushes" lines={4} />
        </div>
      </div>
    </PageSkeleton>
  );
}
