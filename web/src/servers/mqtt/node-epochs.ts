import type { PrismaClient } from '@ntmobile/prisma';

const MAY_CONNECT = { approval: 'approved', suspendedAt: null, deletedAt: null } as const;

/** Looks up the credential of a node; undefined where it may not connect. */
export type EpochOf = (node: string) => Promise<number | undefined>;

/** Epoch of a node that is approved, not suspended and not deleted. */
export function epochsIn(prisma: PrismaClient): EpochOf {
  return async (id) => {
    const node = await prisma.node.findFirst({
      where: { id, ...MAY_CONNECT },
      select: { brokerEpoch: true },
    });
    return node?.brokerEpoch;
  };
}

/** Epochs of all such nodes. */
export async function allEpochs(prisma: PrismaClient): Promise<ReadonlyMap<string, number>> {
  const nodes = await prisma.node.findMany({
    where: MAY_CONNECT,
    select: { id: true, brokerEpoch: true },
  });
  return new Map(nodes.map(({ id, brokerEpoch }) => [id, brokerEpoch]));
}
