import { PageSkeleton, PanelSkeleton } from '../../../ui/skeleton.tsx';

/** The audit before it is read. */
export default function AuditLoading() {
  return (
    <PageSkeleton crumbs={[{ text: 'Audit' }]}>
      <div className="input max-w-md" />
      <PanelSkeleton heads={['When', 'Who', 'What', 'Before and after', 'From']} rows={14} />
    </PageSkeleton>
  );
}
