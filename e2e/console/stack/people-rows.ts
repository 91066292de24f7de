import { withDatabase } from './seed.ts';

/** Makes the proof of every session of a person older than ten minutes. */
export async function ageProofs(username: string): Promise<void> {
  const provedAt = new Date(Date.now() - 11 * 60_000);
  await withDatabase((prisma) =>
    prisma.userSession.updateMany({ where: { user: { username } }, data: { provedAt } }),
  );
}
