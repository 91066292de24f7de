import type { PrismaClient } from '@ntmobile/prisma';
import { notifyEach } from '../../web/src/notifications/channels.ts';
import { reachedWithin } from './reached-within.ts';
import type { ScaleNode } from './scale-node.ts';

/** So many pages of nodes are open at most. */
const MOST_WATCHED = 50;
/** More samples of each within the time than a node takes that nobody looks at: one in half a minute at most. */
const SAMPLES = 3;
const WITHIN_MS = 10_000;

/**
 * As if somebody opened the pages of nodes: each takes a sample every two seconds for the next minute. Resolves when every
 * one of them has begun, or throws where one does not.
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
  const slow = () => watched.filter(({ node, before }) => node.produced.counts.samples < before + SAMPLES);
  if ((await reachedWithin(WITHIN_MS, () => slow().length === 0)) === undefined)
    throw new Error(
      `${slow().length} of ${watched.length} nodes whose page is open took fewer than ${SAMPLES} samples in ${WITHIN_MS / 1_000} s`,
    );
}
