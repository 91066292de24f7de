import type { Metadata } from 'next';
import { requireUser } from '../../../auth/require-user.ts';
import { roleAllows } from '../../../auth/role.ts';
import { OverviewPage } from '../../../features/overview/overview-page.tsx';
import { api, forPage } from '../../../trpc/server.ts';

export const metadata: Metadata = { title: 'Overview' };

/** The console opens with how the fleet is. */
export default async function HomePage() {
  const user = await requireUser();
  const { value, ageMs } = await forPage((await api()).overview.first());
  return <OverviewPage initial={value} initialAgeMs={ageMs} mayEnrol={roleAllows(user.role, 'operator')} />;
}
