import type { Metadata } from 'next';
import { cookies } from 'next/headers';
import { requireUser } from '../../../../auth/require-user.ts';
import { roleAllows } from '../../../../auth/role.ts';
import { parseFilter } from '../../../../features/nodes/list/list-filter.ts';
import { LOOK_COOKIE, parseLook } from '../../../../features/nodes/list/list-look.ts';
import { NodeList } from '../../../../features/nodes/list/node-list.tsx';
import { api, forPage } from '../../../../trpc/server.ts';

export const metadata: Metadata = { title: 'Nodes' };

/** All nodes, narrowed by the address, which also names the one that is open beside the list. */
export default async function NodesPage(props: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const user = await requireUser();
  const filter = parseFilter(await props.searchParams);
  const [initial, jar] = await Promise.all([forPage((await api()).nodes.list(filter)), cookies()]);
  return (
    <NodeList
      initial={initial}
      initialFilter={filter}
      initialLook={parseLook(jar.get(LOOK_COOKIE)?.value)}
      mayChange={roleAllows(user.role, 'operator')}
      mayDelete={roleAllows(user.role, 'admin')}
    />
  );
}
