import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { currentUser } from '../../auth/current-user.ts';
import { FirstFactor } from '../../features/account/first-factor.tsx';
import { ProofDialog } from '../../features/account/proof/proof-dialog.tsx';
import { ApiProvider } from '../../trpc/client.tsx';
import { api } from '../../trpc/server.ts';
import { Logo } from '../../ui/frame/logo.tsx';

export const metadata: Metadata = { title: 'Second factor' };

/** Everything that somebody sees who signed in without a second factor where everybody has one. */
export default async function SecondFactorPage() {
  const user = await currentUser();
  if (user === undefined) redirect('/login');
  if (!user.owesSecondFactor) redirect('/');
  const initial = await (await api()).account.get();
  return (
    <ApiProvider>
      <main className="flex min-h-dvh flex-col gap-8 px-6 py-9 sm:px-16">
        <Logo />
        <div className="flex w-full max-w-2xl flex-col gap-3.5">
          <h1 className="state">
            Add a second factor. <span className="remark">Everybody here has one.</span>
          </h1>
          <FirstFactor initial={initial} />
        </div>
      </main>
      <ProofDialog />
    </ApiProvider>
  );
}
