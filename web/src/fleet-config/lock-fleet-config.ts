import type { Prisma } from '@ntmobile/prisma';

/** Of all advisory locks of this database only this one has the number. */
const FLEET_CONFIG_LOCK = 72_707_375;

/**
 * One writer of the fleet's configuration, its draft or revisions at a time, from here to the end of the transaction:
 * whoever comes second waits. Take it before anything is read that decides what is written: statements after it see
 * what the first one committed. May be taken again in one transaction.
 */
export async function lockFleetConfig(transaction: Prisma.TransactionClient): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${FLEET_CONFIG_LOCK})`;
}
