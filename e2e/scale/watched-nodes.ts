import type { PrismaClient } from '@ntmobile/prisma';
import { notifyEach } from '../../web/src/notifications/channels.ts';
import { PATIENCE_MS, reachedWithin } from './reached-within.ts';
import type { ScaleNode } from './scale-node.ts';

/** So many pages of nodes are open at most. */
const MOST_WATCHED = 50;

/**
 * As if somebody opened the pages of nodes: each takes a sample every two seconds for the next minute. Resolves when every
 * one of them has begun, or throws when that does not come.
 */
export async function watchNodes(prisma: PrismaClient, nodes: readonly ScaleNode[]): Promise<void> {
  const watched = nodes
    .slice(0, MOST_WATCHED)
    .map((node) => ({ node, before: node.produced.counts.samples }));
  await notifyEach(
    prisma,
    'watch',
    watched.map(({ node }) => node.id),
  );
  const haveBegun = () => watched.every(({ node, before }) => node.produced.counts.samples > before);
  if ((await reachedWithin(PATIENCE_MS, haveBegun)) === undefined)
    throw new Error('nodes whose page is open take no frequent samples');
}
