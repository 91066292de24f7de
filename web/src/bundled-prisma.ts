// What a bundle sees as `@ntmobile/prisma`: that package also applies migrations, from files beside its own.
export { ADVISORY_LOCKS } from '../../prisma/src/advisory-locks.ts';
export {
  createPrismaClient,
  type PoolCounts,
  type PrismaClientOptions,
  poolCounts,
} from '../../prisma/src/client.ts';
export { isDatabaseAway } from '../../prisma/src/database-away.ts';
export { type DatabaseTimeouts, timeoutsOf } from '../../prisma/src/database-timeouts.ts';
export * from '../../prisma/src/generated/client.ts';
