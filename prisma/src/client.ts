import { PrismaPg } from '@prisma/adapter-pg';
import { BoundedClient } from './bounded-client.ts';
import { type DatabaseTimeouts, timeoutsOf } from './database-timeouts.ts';
import { PrismaClient } from './generated/client.ts';

/** Settings of a client's connection pool. */
export interface PrismaClientOptions {
  /** Most connections kept open; 10 when left out. */
  readonly connections?: number;
  /** How long it waits; what its URL says when left out. */
  readonly timeouts?: DatabaseTimeouts;
}

/** Connections of a client to the database, now. */
export interface PoolCounts {
  readonly idle: number;
  readonly busy: number;
  /** Queries that wait for one. */
  readonly awaited: number;
}

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>;

/** An adapter whose pool can be looked at. */
class OpenAdapter extends PrismaPg {
  pool: ReturnType<Adapter['underlyingDriver']> | undefined;

  override async connect(): Promise<Adapter> {
    const adapter = await super.connect();
    this.pool = adapter.underlyingDriver();
    return adapter;
  }
}

const adapters = new WeakMap<object, OpenAdapter>();

/**
 * A client on its own connection pool. Each process makes one and calls `$disconnect()` before it ends. A database that
 * does not answer in time fails the query and ends its connection; `isDatabaseAway` tells that from other failures.
 */
export function createPrismaClient(databaseUrl: string, options: PrismaClientOptions = {}): PrismaClient {
  const adapter = new OpenAdapter({
    connectionString: databaseUrl,
    max: options.connections ?? 10,
    ...(options.timeouts ?? timeoutsOf(databaseUrl)),
    // The adapter brings types of another version of the same library.
    Client: BoundedClient as never,
  });
  const client = new PrismaClient({ adapter });
  adapters.set(client, adapter);
  return client;
}

/** How busy the pool of a client of `createPrismaClient` is; nothing is there before its first query. */
export function poolCounts(client: PrismaClient): PoolCounts {
  const pool = adapters.get(client)?.pool;
  if (pool === undefined) return { idle: 0, busy: 0, awaited: 0 };
  return { idle: pool.idleCount, busy: pool.totalCount - pool.idleCount, awaited: pool.waitingCount };
}
