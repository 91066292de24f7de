import type { Metadata } from 'next';
import { requireUser } from '../../../auth/require-user.ts';
import { CoordinatorsPage } from '../../../features/realm/coordinators/coordinators-page.tsx';
import { api, forPage } from '../../../trpc/server.ts';

export const metadata: Metadata = { title: 'Coordinators' };

/** Who directs the nodes, and the relays they are told. */
export default async function Page() {
  await requireUser();
  return <CoordinatorsPage initial={await forPage((await api()).realm.coordinators())} />;
}
