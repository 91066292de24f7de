import { TRPCError } from '@trpc/server';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { requireUser } from '../../../../auth/require-user.ts';
import { roleAllows } from '../../../../auth/role.ts';
import { NodePage } from '../../../../features/nodes/detail/node-page.tsx';
import { FIRST_RANGE } from '../../../../features/nodes/traffic/range.ts';
import type { Outputs } from '../../../../trpc/outputs.ts';
import { api, forPage } from '../../../../trpc/server.ts';

interface PageProps {
  params: Promise<{ id: string }>;
}

/** The name of the node, so that tabs and history can be told apart. */
export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  await requireUser();
  return { title: (await nodeOrNotFound((await params).id)).name };
}

/** One node. */
export default async function NodeDetailPage({ params }: PageProps) {
  const user = await requireUser();
  const nodeId = (await params).id;
  const node = await nodeOrNotFound(nodeId);
  const traffic = await forPage((await api()).nodes.traffic({ nodeId, window: FIRST_RANGE }));
  return (
    <NodePage
      initial={node}
      initialTraffic={traffic}
      mayChange={roleAllows(user.role, 'operator')}
      mayDelete={roleAllows(user.role, 'admin')}
    />
  );
}

/** Read once for a request, though title and page ask. */
const nodeOrNotFound = cache(async (nodeId: string): Promise<Outputs['nodes']['get']> => {
  try {
    return await forPage((await api()).nodes.get({ nodeId }));
  } catch (error) {
    if (error instanceof TRPCError && (error.code === 'NOT_FOUND' || error.code === 'BAD_REQUEST'))
      notFound();
    throw error;
  }
});
