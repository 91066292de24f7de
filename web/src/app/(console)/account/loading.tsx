import { LinesSkeleton, PageSkeleton } from '../../../ui/skeleton.tsx';

/** The account before it is read. */
export default function AccountLoading() {
  return (
    <PageSkeleton crumbs={[{ text: 'My account' }]} narrow>
      <LinesSkeleton title="Passkeys" lines={4} />
      <LinesSkeleton title="Authenticator app" lines={2} />
      <LinesSkeleton title="Password" lines={6} />
    </PageSkeleton>
  );
}
