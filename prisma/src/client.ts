import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client.ts';

/** Settings of a client's connection pool. */
export interface PrismaClientOptions {
  /** Most connections kept open; 10 when left out. */
  readonly connections?: number;
}

/** A client on its own connection pool. Each process makes one and calls `$disconnect()` before it ends. */
export function createPrismaClient(databaseUrl: string, options: PrismaClientOptions = {}): PrismaClient {
  const adapter = new PrismaPg({ connectionString: databaseUrl, max: options.connections ?? 10 });
  return new PrismaClient({ adapter });
}
