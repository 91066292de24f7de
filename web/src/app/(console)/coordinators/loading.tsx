import { PageSkeleton, PanelSkeleton } from '../../../ui/skeleton.tsx';

/** Coordinators before they are read. */
export default function CoordinatorsLoading() {
  return (
    <PageSkeleton crumbs={[{ text: 'Coordinators' }]}>
      <PanelSkeleton heads={['Done since its start', 'Count']} rows={8} />
      <PanelSkeleton title="Relays" heads={['Relay', 'Region', 'Priority', 'Health']} rows={2} />
    </PageSkeleton>
  );
}
