export { ADVISORY_LOCKS } from './advisory-locks.ts';
export { createPrismaClient, type PoolCounts, type PrismaClientOptions, poolCounts } from './client.ts';
export { isDatabaseAway } from './database-away.ts';
export { type DatabaseTimeouts, timeoutsOf } from './database-timeouts.ts';
export * from './generated/client.ts';
export { applyMigrations } from './migrate/apply.ts';
export { MigrationRefusedError } from './migrate/history.ts';
