import type { Metadata } from 'next';
import { AccountPage } from '../../../features/account/account-page.tsx';
import { api, forPage } from '../../../trpc/server.ts';
import { TopBar } from '../../../ui/frame/top-bar.tsx';

export const metadata: Metadata = { title: 'My account' };

/** How the person proves who they are. */
export default async function AccountRoute() {
  const initial = await forPage((await api()).account.get());
  return (
    <>
      <TopBar crumbs={[{ text: 'My account' }]} />
      <main className="flex max-w-4xl flex-col gap-3.5 p-4 lg:px-5">
        <AccountPage initial={initial} />
      </main>
    </>
  );
}
