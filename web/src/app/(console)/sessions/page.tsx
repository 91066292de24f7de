import type { Metadata } from 'next';
import { SessionList } from '../../../features/sessions/session-list.tsx';
import { api, forPage } from '../../../trpc/server.ts';
import { TopBar } from '../../../ui/frame/top-bar.tsx';

export const metadata: Metadata = { title: 'My sessions' };

/** Where the person is signed in. */
export default async function SessionsPage() {
  const initial = await forPage((await api()).sessions.list());
  return (
    <>
      <TopBar crumbs={[{ text: 'My sessions' }]} />
      <main className="flex max-w-4xl flex-col gap-3.5 p-4 lg:px-5">
        <SessionList initial={initial} />
      </main>
    </>
  );
}
