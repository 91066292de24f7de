import { createPrismaClient, type PrismaClient } from '@ntmobile/prisma';
import { environment } from './env.ts';

const held = globalThis as { ntmDatabase?: PrismaClient };

/** The process's one client. Kept on the global object, since a development server reloads this module. */
export function database(): PrismaClient {
  held.ntmDatabase ??= createPrismaClient(environment().databaseUrl);
  return held.ntmDatabase;
}
