import type { Metadata } from 'next';
import { requireUser } from '../../../auth/require-user.ts';
import { roleAllows } from '../../../auth/role.ts';
import { EnrolPage } from '../../../features/enrolment/enrol-page.tsx';
import { api, forPage } from '../../../trpc/server.ts';
import { TopBar } from '../../../ui/frame/top-bar.tsx';

export const metadata: Metadata = { title: 'Enrol' };

/** Keys that admit nodes. */
export default async function EnrolRoute() {
  const user = await requireUser();
  const initial = await forPage((await api()).enrolment.listKeys());
  return (
    <>
      <TopBar crumbs={[{ text: 'Enrol' }]} />
      <main className="flex flex-col gap-3.5 p-4 lg:px-5">
        <EnrolPage initial={initial} mayChange={roleAllows(user.role, 'operator')} />
      </main>
    </>
  );
}
