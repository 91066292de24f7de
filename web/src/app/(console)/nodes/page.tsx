import type { Metadata } from 'next';
import { requireUser } from '../../../auth/require-user.ts';
import { roleAllows } from '../../../auth/role.ts';
import { parseFilter } from '../../../features/nodes/list/list-filter.ts';
import { NodeList } from '../../../features/nodes/list/node-list.tsx';
import { api, forPage } from '../../../trpc/server.ts';

export const metadata: Metadata = { title: 'Nodes' };

/** All nodes, narrowed by the address. */
export default async function NodesPage(props: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const user = await requireUser();
  const filter = parseFilter(await props.searchParams);
  const initial = await forPage((await api()).nodes.list(filter));
  return <NodeList initial={initial} initialFilter={filter} mayChange={roleAllows(user.role, 'operator')} />;
}
