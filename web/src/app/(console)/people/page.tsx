import type { Metadata } from 'next';
import { requireUser } from '../../../auth/require-user.ts';
import { PeoplePage } from '../../../features/people/people-page.tsx';
import { api, forPage } from '../../../trpc/server.ts';
import { Denied } from '../../../ui/denied.tsx';
import { TopBar } from '../../../ui/frame/top-bar.tsx';

export const metadata: Metadata = { title: 'People' };

/** Who may sign in. */
export default async function PeopleRoute() {
  const user = await requireUser();
  if (user.role !== 'admin') return <Denied what="the list of people" role={user.role} needed="admin" />;
  const initial = await forPage((await api()).people.list());
  return (
    <>
      <TopBar crumbs={[{ text: 'People' }]} />
      <main className="flex max-w-4xl flex-col gap-3.5 p-4 lg:px-5">
        <PeoplePage initial={initial} />
      </main>
    </>
  );
}
