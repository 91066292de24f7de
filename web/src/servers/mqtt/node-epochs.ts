import type { PrismaClient } from '@ntmobile/prisma';

/** Looks up the credential of a node; undefined where it may not connect. */
export type EpochOf = (node: string) => Promise<number | undefined>;

/** Epoch of a node that is approved, not suspended and not deleted. */
export function epochsIn(prisma: PrismaClient): EpochOf {
  return async (id) => {
    const node = await prisma.node.findFirst({
      where: { id, approval: 'approved', suspendedAt: null, deletedAt: null },
      select: { brokerEpoch: true },
    });
    return node?.brokerEpoch;
  };
}
