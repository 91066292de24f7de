export { createPrismaClient, type PrismaClientOptions } from './client.ts';
export * from './generated/client.ts';
