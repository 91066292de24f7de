import type { PrismaClient } from '@ntmobile/prisma';
import { TRPCError } from '@trpc/server';

/** Refuses in words where a node is not there any more or never was: of deleted ones nothing is told. */
export async function requireNode(prisma: PrismaClient, id: string): Promise<void> {
  const node = await prisma.node.findFirst({ where: { id, deletedAt: null }, select: { id: true } });
  if (node === null) throw new TRPCError({ code: 'NOT_FOUND', message: 'There is no such node.' });
}
