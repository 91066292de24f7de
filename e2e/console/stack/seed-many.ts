import type { PrismaClient } from '@ntmobile/prisma';
import { formatNodeId } from '@ntmobile/shared';

/**
 * Nodes that wait for approval, so that no coordinator has work with them: `PREFIX-0000` and on. They have no address;
 * who makes them removes them.
 */
export async function seedManyNodes(prisma: PrismaClient, prefix: string, count: number): Promise<void> {
  await prisma.node.createMany({
    data: Array.from({ length: count }, (_, number) => {
      const name = `${prefix}-${String(number).padStart(4, '0')}`;
      return {
        id: formatNodeId(crypto.getRandomValues(new Uint8Array(16))),
        name,
        lastName: name,
        staticKey: crypto.getRandomValues(new Uint8Array(32)),
        approval: 'pending' as const,
      };
    }),
  });
}
