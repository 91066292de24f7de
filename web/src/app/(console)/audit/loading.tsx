import { PageSkeleton, PanelSkeleton } from '../../../ui/skeleton.tsx';

/** The audit before it is read. */
export default function AuditLoading() {
  return (
    <PageSkeleton crumbs={[{ text: 'Audit' }]}>
      <div className="flex max-w-xl flex-wrap gap-2">
        <span className="input min-w-0 flex-1 basis-72" />
        <span className="button text-ink-3">Search</span>
        <span className="button button-quiet text-ink-3">CSV</span>
      </div>
      <PanelSkeleton heads={['When', 'Who', 'What', 'Before and after', 'From']} rows={14} />
    </PageSkeleton>
  );
}
