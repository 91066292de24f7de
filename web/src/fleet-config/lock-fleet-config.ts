import { ADVISORY_LOCKS, type Prisma } from '@ntmobile/prisma';

/**
 * One writer of the fleet's configuration, its draft or revisions at a time, from here to the end of the transaction:
 * whoever comes second waits. Take it before anything is read that decides what is written: statements after it see
 * what the first one committed. May be taken again in one transaction.
 */
export async function lockFleetConfig(transaction: Prisma.TransactionClient): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${ADVISORY_LOCKS.fleetConfig})`;
}
