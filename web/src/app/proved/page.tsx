import type { Metadata } from 'next';
import { AGAIN_REFUSALS } from '../../auth/oidc/prove-by-provider.ts';
import { Logo } from '../../ui/frame/logo.tsx';
import { ProvedNotice } from './proved-notice.tsx';

export const metadata: Metadata = { title: 'Proved' };

interface ProvedPageProps {
  searchParams: Promise<{ error?: string | string[] }>;
}

/** Where the identity provider's window ends: it tells the page that opened it, and closes. */
export default async function ProvedPage({ searchParams }: ProvedPageProps) {
  const { error } = await searchParams;
  const answer =
    error === undefined ? 'proved' : (AGAIN_REFUSALS.find((refusal) => refusal === error) ?? 'failed');
  return (
    <main className="flex min-h-dvh flex-col gap-8 bg-surface px-6 py-9 sm:px-16">
      <Logo />
      <ProvedNotice answer={answer} />
    </main>
  );
}
