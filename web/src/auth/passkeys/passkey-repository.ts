import type { Passkey, Prisma, PrismaClient } from '@ntmobile/prisma';

type Database = PrismaClient | Prisma.TransactionClient;

/** A passkey by its credential id. */
export function findPasskey(prisma: Database, id: string): Promise<Passkey | null> {
  return prisma.passkey.findUnique({ where: { id } });
}

/** Those of a person, the oldest first. */
export function listPasskeys(prisma: Database, userId: string): Promise<Passkey[]> {
  return prisma.passkey.findMany({ where: { userId }, orderBy: { createdAt: 'asc' } });
}

/** Keeps the use of a passkey; false when another use came between. */
export async function keepUse(
  prisma: Database,
  of: { id: string; from: bigint; to: bigint; now: Date },
): Promise<boolean> {
  const kept = await prisma.passkey.updateMany({
    where: { id: of.id, counter: of.from },
    data: { counter: of.to, lastUsedAt: of.now },
  });
  return kept.count > 0;
}

/** Adds a passkey; false when there is one of its id. */
export async function insertPasskey(tx: Database, passkey: Prisma.PasskeyCreateManyInput): Promise<boolean> {
  const { count } = await tx.passkey.createMany({ data: [passkey], skipDuplicates: true });
  return count > 0;
}

/** Gives a person's passkey another name. Returns the old one, undefined when they have no such passkey. */
export async function renamePasskey(
  tx: Database,
  of: { id: string; userId: string; name: string },
): Promise<string | undefined> {
  const { id, userId, name } = of;
  const passkey = await tx.passkey.findFirst({ where: { id, userId }, select: { name: true } });
  if (passkey === null) return undefined;
  await tx.passkey.updateMany({ where: { id, userId }, data: { name } });
  return passkey.name;
}

/** Takes a person's passkey away. Returns its name, undefined when they have no such passkey. */
export async function deletePasskey(
  tx: Database,
  of: { id: string; userId: string },
): Promise<string | undefined> {
  const passkey = await tx.passkey.findFirst({ where: of, select: { name: true } });
  if (passkey === null) return undefined;
  await tx.passkey.deleteMany({ where: of });
  return passkey.name;
}
