import { Prisma, type PrismaClient } from '@ntmobile/prisma';
import { LOCK_WINDOW_MS } from '../lockout.ts';

const DAY_MS = 86_400_000;
/**
 * Rows of one statement, and statements of one run for each table: nobody waits for it, whatever has piled up. A run
 * deletes more than strangers can leave behind until the next: 20,000 passkey challenges each five minutes.
 */
const BATCH_ROWS = 1_000;
const BATCHES = 50;

/** Rows by table that were deleted. */
export type Pruned = Readonly<Record<string, number>>;

/** What is worth nothing any more, by table. Sessions stay for a day, so that what ended them can still be seen. */
function stale(now: Date): readonly { table: string; where: Prisma.Sql }[] {
  const before = (ms: number) => new Date(now.getTime() - ms);
  return [
    {
      table: 'user_sessions',
      where: Prisma.sql`expires_at < ${before(DAY_MS)} OR revoked_at < ${before(DAY_MS)}`,
    },
    { table: 'login_failures', where: Prisma.sql`at < ${before(LOCK_WINDOW_MS)}` },
    { table: 'passkey_challenges', where: Prisma.sql`expires_at < ${now}` },
    { table: 'submissions', where: Prisma.sql`at < ${before(DAY_MS)}` },
    // An authenticator app that was offered and never confirmed.
    { table: 'second_factors', where: Prisma.sql`confirmed_at IS NULL AND created_at < ${before(DAY_MS)}` },
  ];
}

/** Deletes rows of people's sign-ins that are worth nothing any more, so many at most; several processes may at once. */
export async function pruneRows(prisma: PrismaClient, now: Date): Promise<Pruned> {
  const pruned: Record<string, number> = {};
  for (const { table, where } of stale(now)) {
    pruned[table] = 0;
    for (let batch = 0; batch < BATCHES; batch++) {
      const deleted = await prisma.$executeRaw`
        DELETE FROM ${Prisma.raw(table)} WHERE ctid = ANY(ARRAY(
          SELECT ctid FROM ${Prisma.raw(table)} WHERE ${where} LIMIT ${BATCH_ROWS} FOR UPDATE SKIP LOCKED))`;
      pruned[table] += deleted;
      if (deleted < BATCH_ROWS) break;
    }
  }
  return pruned;
}
