export { createPrismaClient, type PrismaClientOptions } from './client.ts';
export * from './generated/client.ts';
export { applyMigrations } from './migrate/apply.ts';
export { MigrationRefusedError } from './migrate/history.ts';
